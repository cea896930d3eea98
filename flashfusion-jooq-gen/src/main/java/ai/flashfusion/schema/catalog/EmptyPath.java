package ai.flashfusion.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An empty search path for the time of a read: Postgres qualifies what is not on the path, and so
 * writes the same name everywhere. What the connection had set, it has afterwards, and a
 * transaction that was open stays open.
 */
final class EmptyPath {

  /** The work that reads meanwhile. */
  interface Read<T> {
    T run() throws SQLException;
  }

  private EmptyPath() {}

  /** Three round trips beside those of the read. */
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
