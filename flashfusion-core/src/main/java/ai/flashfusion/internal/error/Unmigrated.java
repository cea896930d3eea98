package ai.flashfusion.internal.error;

import ai.flashfusion.schema.Public;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Failures that say that the database lacks what the migrations create. */
final class Unmigrated {

  /** The SQLSTATEs for a table, a schema, a function and a type that do not exist. */
  private static final Set<String> MISSING = Set.of("42P01", "3F000", "42883", "42704");

  /** The first name in quotes or, of a function, before its parameters. */
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|function ([a-z_.]+)\\(");

  private Unmigrated() {}

  /** Returns advice if a name is missing that the migrations create, otherwise null. */
  static @Nullable String advice(String state, String message) {
    Matcher matcher = NAME.matcher(message);
    if (!MISSING.contains(state) || !matcher.find()) {
      return null;
    }
    String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    String table = name.startsWith("public.") ? name.substring("public.".length()) : name;
    if (!name.startsWith("flashfusion") && Public.PUBLIC.getTable(table) == null) {
      return null;
    }
    return "; apply the migrations as the owner of this database: Migrations.migrate if it is new,"
        + " Migrations.adopt if it is in use; the builder's doctor() says what is missing"
        + more(name);
  }

  private static String more(String name) {
    if (name.startsWith("flashfusion_audit")) {
      return ". Then select flashfusion_audit.enable('projects') for each table that is to have an"
          + " audit trail";
    }
    return name.startsWith("flashfusion_rollup") ? ". V10__usage_rollup.sql brings it" : "";
  }
}
