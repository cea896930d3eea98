package ai.flashfusion.schema.catalog;

import java.util.Comparator;

/**
 * One object or property of a database, such as a column or a policy.
 *
 * @param kind the kind, such as column, constraint, policy or grant
 * @param object the table, function or schema to which it belongs, as SQL names it
 * @param name its own name there, the grantee of a grant, or empty for the object itself
 * @param text its definition in SQL
 */
public record Fact(String kind, String object, String name, String text)
    implements Comparable<Fact> {

  private static final Comparator<Fact> ORDER =
      Comparator.comparing(Fact::object)
          .thenComparing(Fact::kind)
          .thenComparing(Fact::name)
          .thenComparing(Fact::text);

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }

  /**
   * Returns the key by which facts are compared: if two facts have the same key, their texts must
   * be the same too.
   */
  String key() {
    return kind + "\t" + object + "\t" + name;
  }

  /** Returns a description, such as {@code policy projects_select of public.projects}. */
  public String subject() {
    if (name.isEmpty()) {
      return kind + " " + object;
    }
    if (kind.equals("column")) {
      return kind + " " + object + "." + name;
    }
    return kind + " " + name + (kind.equals("grant") ? " on " : " of ") + object;
  }

  String line() {
    return key() + "\t" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
  }

  static Fact parse(String line) {
    String[] fields = line.split("\t", 4);
    return new Fact(fields[0], fields[1], fields[2], fields[3].translateEscapes());
  }
}
