package ai.flashfusion.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An empty search path during a read, so that Postgres qualifies every name and writes it the same
 * way everywhere. Afterwards the connection has its previous setting, and a transaction that was
 * open stays open.
 */
final class EmptyPath {

  /** The work that binds values. */
  interface Binds {
    void to(PreparedStatement statement) throws SQLException;
  }

  /** The work that reads rows. */
  interface Rows<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private static final String BEFORE_IN_TRANSACTION =
      "select pg_catalog.set_config('flashfusion.search_path', pg_catalog.current_setting('search_path'), true);"
          + "select pg_catalog.set_config('search_path', '', true);";

  private static final String AFTER_IN_TRANSACTION =
      "\n;select pg_catalog.set_config('search_path', pg_catalog.current_setting('flashfusion.search_path'), true)";

  private static final String BEFORE =
      "begin;select pg_catalog.set_config('search_path', '', true);";

  private static final String AFTER = "\n;commit";

  /** The number of results before those of the query, in either text. */
  private static final int RESULTS_BEFORE = 2;

  private EmptyPath() {}

  /** Runs a query under an empty search path, in one round trip. */
  static <T> T query(Connection connection, String sql, Binds binds, Rows<T> rows)
      throws SQLException {
    boolean single = connection.getAutoCommit();
    String text =
        single ? BEFORE + sql + AFTER : BEFORE_IN_TRANSACTION + sql + AFTER_IN_TRANSACTION;
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      binds.to(statement);
      statement.execute();
      for (int i = 0; i < RESULTS_BEFORE; i++) {
        statement.getMoreResults();
      }
      try (ResultSet found = statement.getResultSet()) {
        return rows.read(found);
      }
    } catch (SQLException e) {
      if (single) {
        rollback(connection, e);
      }
      throw e;
    }
  }

  private static void rollback(Connection connection, SQLException failure) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
