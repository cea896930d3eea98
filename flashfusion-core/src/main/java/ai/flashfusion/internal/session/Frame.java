package ai.flashfusion.internal.session;

import java.sql.Types;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A checked statement and the texts in which it is sent, without a {@link Lead}.
 *
 * @param bare the statement alone, for a transaction that has its identity
 * @param preamble the statements that set the identity
 * @param first the statement after the identity, for the first statement of a transaction
 * @param single a whole transaction: {@code begin}, identity, statement, {@code commit}. Without
 *     its own {@code begin} pgjdbc may put a Sync between identity and statement
 * @param checked the statement as the guard let it through
 */
record Frame(String bare, String preamble, String first, String single, CheckedStatement checked) {

  /** The types that pgjdbc knows without asking the server. */
  private static final Set<String> KNOWN =
      Set.of(
          "uuid",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "json",
          "jsonb",
          "text",
          "int2",
          "int4",
          "int8",
          "numeric",
          "bool",
          "float4",
          "float8",
          "bytea",
          "_uuid",
          "_text",
          "_int4",
          "_int8");

  private static final Pattern CAST =
      Pattern.compile("\\$\\d+\\s*(?:::\\s*|as\\s+)([a-z0-9 ]+?)(\\[\\])?\\s*(?:\\)|,|$)");

  static Frame of(String statement, String preamble, CheckedStatement checked) {
    return new Frame(
        statement,
        preamble,
        first(statement, preamble, Lead.NONE),
        single(statement, preamble, Lead.NONE),
        checked);
  }

  private static String first(String statement, String preamble, Lead lead) {
    return preamble + ";" + lead.sql() + statement;
  }

  private static String single(String statement, String preamble, Lead lead) {
    // The line break ends a comment that would otherwise swallow what follows.
    return "begin;" + first(statement, preamble, lead) + "\n;commit";
  }

  /** Returns the text for a transaction that has its identity. */
  String bare(Lead lead) {
    return lead.isEmpty() ? bare : lead.sql() + bare;
  }

  /** Returns the text for the first statement of a transaction. */
  String first(Lead lead) {
    return lead.isEmpty() ? first : first(bare, preamble, lead);
  }

  /** Returns the text of a whole transaction. */
  String single(Lead lead) {
    return lead.isEmpty() ? single : single(bare, preamble, lead);
  }

  /** Returns the number of characters of all texts. */
  long chars() {
    return (long) bare.length()
        + first.length()
        + single.length()
        + checked.parsed().nativeSql.length();
  }

  /** Returns the number of binds that the statement has. */
  int binds() {
    int[] positions = checked.parsed().bindPositions;
    return positions == null ? 0 : positions.length;
  }

  /**
   * Returns the name of the type with which a null is to be bound, or null to leave the type to the
   * server. An untyped bind makes pgjdbc ask for its type, which costs a round trip.
   *
   * @param index the index of the bind, from 1
   */
  @Nullable String nullType(int index, int sqlType) {
    return switch (sqlType) {
      case Types.DATE -> "date";
      case Types.TIMESTAMP -> "timestamp";
      case Types.TIMESTAMP_WITH_TIMEZONE -> "timestamptz";
      case Types.TIME -> "time";
      case Types.OTHER, Types.ARRAY, Types.NULL -> castType(index);
      default -> null;
    };
  }

  private @Nullable String castType(int index) {
    String type = cast(index);
    return type != null && KNOWN.contains(type) ? type : null;
  }

  /** Returns the type to which the text casts the bind, an array's with {@code _} before it. */
  @Nullable String cast(int index) {
    int[] positions = checked.parsed().bindPositions;
    if (positions == null) {
      return null;
    }
    String sql = checked.parsed().nativeSql;
    Matcher matcher = CAST.matcher(sql);
    matcher.region(positions[index - 1], sql.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    return (matcher.group(2) == null ? "" : "_") + shortName(matcher.group(1).trim());
  }

  private static String shortName(String type) {
    return switch (type) {
      case "timestamp with time zone" -> "timestamptz";
      case "int", "integer" -> "int4";
      case "bigint" -> "int8";
      case "smallint" -> "int2";
      case "boolean" -> "bool";
      case "decimal" -> "numeric";
      default -> type;
    };
  }
}
