package ai.flashfusion.internal.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The mark before an entry of a round, by which the one that failed is found: a setting, and a
 * savepoint that keeps it.
 */
final class EntryMark {

  /** The number of results that a mark has, as it is two statements. */
  static final int RESULTS = 2;

  private static final String ASK =
      "rollback to savepoint flashfusion_entry;"
          + "select pg_catalog.current_setting('flashfusion.entry')";

  private EntryMark() {}

  /** Returns the mark of an entry, counted from 1. */
  static String of(int entry) {
    return "select pg_catalog.set_config('flashfusion.entry', '"
        + entry
        + "', true);savepoint flashfusion_entry;";
  }

  /**
   * Asks which entry of a transaction that failed was the last to begin, and returns its number, or
   * 0 if it is not known.
   *
   * @param limitMillis the time that it may take, or 0 if there is no limit
   */
  static int last(PooledConnection pooled, long limitMillis) {
    if (!pooled.failed()) {
      return 0;
    }
    try (Statement statement = pooled.connection().createStatement()) {
      pooled.ask(limitMillis, () -> statement.execute(ASK));
      statement.getMoreResults();
      ResultSet row = statement.getResultSet();
      return row.next() ? Integer.parseInt(row.getString(1)) : 0;
    } catch (SQLException | NumberFormatException e) {
      return 0;
    }
  }
}
