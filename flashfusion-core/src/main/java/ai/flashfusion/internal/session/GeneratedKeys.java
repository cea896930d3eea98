package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.NativeQuery;

/**
 * A write that returns the keys which the database has generated, in the same round trip, like
 * pgjdbc's: through {@code returning}.
 */
final class GeneratedKeys {

  private static final Set<String> KINDS = Set.of("insert", "update", "delete");

  private GeneratedKeys() {}

  /**
   * Prepares a statement.
   *
   * @param columns the columns to return, in the case in which they are stored; null for all
   */
  static PreparedStatement prepare(ScopedConnection owner, String sql, String @Nullable [] columns)
      throws SQLException {
    if (!owner.isLent()) {
      throw new SQLFeatureNotSupportedException(
          "generated keys are refused here: use jOOQ's returning");
    }
    CheckedStatement checked = StatementGuard.check(sql, owner.scope().identity().isService());
    NativeQuery parsed = checked.parsed();
    boolean returning = parsed.command.isReturningKeywordPresent();
    if (!KINDS.contains(checked.kind()) && !returning) {
      return owner.prepareStatement(sql);
    }
    if (owner.isPipelined()) {
      throw new RefusedStatementException(
          "generated keys are refused in a pipeline, which counts the rows of a statement when all"
              + " were sent: use returning");
    }
    owner.usable();
    owner.checkCaller();
    String text = returning ? sql : ended(sql) + "\nreturning " + list(columns);
    return owner.prepare(text, true).returningKeys();
  }

  private static String list(String @Nullable [] columns) {
    return columns == null
        ? "*"
        : Arrays.stream(columns)
            .map(column -> '"' + column.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(", "));
  }

  /** Returns the text without the semicolon that may end it. */
  private static String ended(String sql) {
    String text = sql.stripTrailing();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
  }

  /** Counts the rows, and leaves them to be read. */
  static long count(ResultSet rows) throws SQLException {
    long count = rows.last() ? rows.getRow() : 0;
    rows.beforeFirst();
    return count;
  }
}
