package ai.flashfusion.schema.generator;

import java.util.Locale;

/** The conversion of database names to Java names. */
final class Names {

  private Names() {}

  /** Returns a class name in the singular: {@code ai_usage_logs} becomes {@code AiUsageLog}. */
  static String singularClass(String table) {
    return camel(singular(table));
  }

  /** Returns a name in camel case: {@code subscription_tier} becomes {@code SubscriptionTier}. */
  static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.toString();
  }

  /** Returns the name of a constant: {@code one_time} becomes {@code ONE_TIME}. */
  static String constant(String literal) {
    String name = literal.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static String singular(String table) {
    if (table.endsWith("ies")) {
      return table.substring(0, table.length() - 3) + "y";
    }
    if (table.endsWith("s") && !table.endsWith("ss")) {
      return table.substring(0, table.length() - 1);
    }
    return table;
  }
}
