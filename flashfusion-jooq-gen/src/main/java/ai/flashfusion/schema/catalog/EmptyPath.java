package ai.flashfusion.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An empty search path during a read, so that Postgres qualifies every name and writes it the same
 * way everywhere. Afterwards the connection has its previous setting, and a transaction that was
 * open stays open.
 */
final class EmptyPath {

  /** The work that reads. */
  interface Read<T> {
    T run() throws SQLException;
  }

  private EmptyPath() {}

  /** Runs a read under an empty search path, which takes three additional round trips. */
  static <T> T during(Connection connection, Read<T> read) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (autoCommit) {
      connection.setAutoCommit(false);
    }
    try {
      String path = set(connection, "");
      T result = read.run();
      set(connection, path);
      return result;
    } finally {
      if (autoCommit) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static String set(Connection connection, String path) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select current_setting('search_path'), set_config('search_path', ?, true)")) {
      statement.setString(1, path);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
