package ai.flashfusion.internal.error;

import ai.flashfusion.schema.Public;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures that say that the database lacks what the migrations create. */
final class Unmigrated {

  static final String ADVICE =
      "; this database lacks it. As its owner, run Migrations.migrate on a new database or"
          + " Migrations.adopt on one that is in use; the builder's doctor() says what is missing";

  /** The SQLSTATEs for a table, a schema, a function and a type that do not exist. */
  private static final Set<String> MISSING = Set.of("42P01", "3F000", "42883", "42704");

  /** The first name in quotes or, of a function, before its parameters. */
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|function ([a-z_.]+)\\(");

  private Unmigrated() {}

  static boolean is(String state, String message) {
    if (!MISSING.contains(state)) {
      return false;
    }
    Matcher matcher = NAME.matcher(message);
    if (!matcher.find()) {
      return false;
    }
    String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    String table = name.startsWith("public.") ? name.substring("public.".length()) : name;
    return name.startsWith("flashfusion") || Public.PUBLIC.getTable(table) != null;
  }
}
