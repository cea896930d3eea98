package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Refuses text that could leave the frame: several statements in one, transaction control, changes
 * of role or settings, and what outlives a transaction on its connection. Splits with pgjdbc's own
 * parser, so that what counts as one statement here is one statement on the wire.
 */
final class StatementGuard {

  private static final Set<String> ALLOWED =
      Set.of(
          "select",
          "insert",
          "update",
          "delete",
          "merge",
          "with",
          "values",
          "table",
          "explain",
          "call",
          "lock",
          "notify",
          "truncate",
          "declare",
          "fetch",
          "move",
          "close");

  /** Ways to change a setting, and thereby the role or the claims, from inside a statement. */
  private static final List<String> SETTERS =
      List.of(
          "set_config",
          "pg_settings",
          "u&\"",
          // These run text that is not seen here.
          "query_to_xml",
          "cursor_to_xml",
          "ts_stat",
          "ts_rewrite",
          "dblink");

  private static final Pattern WRITES =
      Pattern.compile("\\b(insert|update|delete|merge)\\b", Pattern.CASE_INSENSITIVE);

  /** What stays on the connection when the transaction ends, for the next identity to find. */
  private static final List<String> LASTING = List.of("pg_advisory_lock", "pg_try_advisory_lock");

  private static final String GAP = "(?:\\s|/\\*.*?\\*/|--[^\n\r]*[\n\r])+";
  private static final Pattern TEMPORARY_TABLE =
      Pattern.compile(
          "\\b(?:into|create)" + GAP + "(?:(?:local|global)" + GAP + ")?temp(?:orary)?\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private StatementGuard() {}

  /** The text as pgjdbc will send it. */
  static NativeQuery check(String sql, boolean standardStrings) {
    List<NativeQuery> parts;
    try {
      // Escapes are replaced before the text is split: what is checked must be what is sent.
      if (!Parser.replaceProcessing(sql, true, standardStrings).equals(sql)) {
        throw new RefusedStatementException(
            "JDBC escapes such as {fn …} are refused: write the function itself");
      }
      parts = Parser.parseJdbcSql(sql, standardStrings, true, true, false, false);
    } catch (SQLException e) {
      throw new RefusedStatementException("the statement cannot be read: " + e.getMessage());
    }
    if (parts.size() != 1) {
      throw new RefusedStatementException(
          parts.isEmpty()
              ? "the statement is empty"
              : "the text holds "
                  + parts.size()
                  + " statements: one is expected, send them one by one in a transaction");
    }
    NativeQuery only = parts.get(0);
    String word = firstWord(only.nativeSql);
    if (!ALLOWED.contains(word)) {
      throw new RefusedStatementException(
          "'"
              + word
              + "' is refused: a session queries and writes rows; transactions are begun with"
              + " Session.transaction, settings belong to the identity, and the schema is changed by"
              + " migrations");
    }
    refuseSetters(only.nativeSql);
    refuseWhatLasts(word, only.nativeSql);
    return only;
  }

  /**
   * Whether the rows that come back are rows that were written.
   *
   * @throws RefusedStatementException if the statement writes rows that nobody could count
   */
  static boolean countsRows(String sql) {
    String word = firstWord(sql);
    if (word.equals("truncate")
        || word.equals("call")
        || (word.equals("explain") && containsIgnoringCase(sql, "analy"))) {
      throw new RefusedStatementException(
          "'"
              + word
              + "' does not tell how many rows it writes, and a number is promised: leave the"
              + " promise out");
    }
    return switch (word) {
      case "insert", "update", "delete", "merge" -> true;
      case "with" -> WRITES.matcher(sql).find();
      default -> false;
    };
  }

  private static void refuseSetters(String sql) {
    for (String setter : SETTERS) {
      if (setter.endsWith("\"") ? containsIgnoringCase(sql, setter) : mentions(sql, setter)) {
        throw new RefusedStatementException(
            "a statement that mentions '"
                + setter
                + "' is refused, as it could change its identity; if it is data, bind it");
      }
    }
  }

  private static void refuseWhatLasts(String word, String sql) {
    if (word.equals("declare") && mentions(sql, "hold")) {
      throw new RefusedStatementException(
          "'declare … with hold' is refused: its rows would outlive the transaction and its"
              + " identity");
    }
    if (word.equals("explain") && containsIgnoringCase(sql, "create")) {
      throw new RefusedStatementException(
          "'explain' of a 'create' is refused: with 'analyze' it would create");
    }
    if (containsIgnoringCase(sql, "pg_temp")
        || (containsIgnoringCase(sql, "temp") && TEMPORARY_TABLE.matcher(sql).find())) {
      throw new RefusedStatementException(
          "a temporary table is refused: its rows would outlive the transaction and its identity");
    }
    for (String lock : LASTING) {
      if (containsIgnoringCase(sql, lock)) {
        throw new RefusedStatementException(
            "a statement that mentions '"
                + lock
                + "' is refused, as the lock would outlive the transaction: use"
                + " pg_advisory_xact_lock");
      }
    }
  }

  private static String firstWord(String sql) {
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c) || c == '(') {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = Parser.parseLineComment(sql.toCharArray(), at) + 1;
      } else if (sql.startsWith("/*", at)) {
        at = Parser.parseBlockComment(sql.toCharArray(), at) + 1;
      } else {
        break;
      }
    }
    int end = at;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return sql.substring(Math.min(at, sql.length()), end).toLowerCase(Locale.ROOT);
  }

  /** Where a name begins so: {@code projects_status} does not mention {@code ts_stat}. */
  private static boolean mentions(String sql, String name) {
    for (int i = 0; i <= sql.length() - name.length(); i++) {
      if (sql.regionMatches(true, i, name, 0, name.length())
          && (i == 0 || !isPartOfName(sql.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Less than Postgres allows: what may begin a name behind a number or a quote counts as one. */
  private static boolean isPartOfName(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean containsIgnoringCase(String text, String part) {
    for (int i = 0; i <= text.length() - part.length(); i++) {
      if (text.regionMatches(true, i, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }
}
