package ai.flashfusion.internal.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection of the pool while it is in use. Never leaves this package.
 *
 * @param connection the connection as the pool lent it
 * @param driver the same connection within pgjdbc; it knows the state of the transaction without a
 *     round trip
 * @param prepareThreshold the setting at the time when the pool lent it
 * @param autoCommit the setting at the time when the pool lent it
 */
record PooledConnection(
    Connection connection, PgConnection driver, int prepareThreshold, boolean autoCommit) {

  /**
   * Wraps a connection that the pool lent. A negative threshold forces binary transfer: pgjdbc then
   * describes a text of several statements before it sends it, and mixes up their columns (measured
   * with 42.7.14). A threshold of 1 prepares on the server just as early.
   */
  static PooledConnection of(Connection connection) throws SQLException {
    PgConnection driver = connection.unwrap(PgConnection.class);
    int threshold = driver.getPrepareThreshold();
    if (threshold < 0) {
      driver.setForceBinary(false);
      driver.setPrepareThreshold(1);
    }
    return new PooledConnection(connection, driver, threshold, connection.getAutoCommit());
  }

  /** Restores the settings as they were when the pool lent the connection. */
  void restore() throws SQLException {
    if (!autoCommit) {
      connection.setAutoCommit(false);
    }
    if (prepareThreshold < 0) {
      driver.setForceBinary(true);
      driver.setPrepareThreshold(prepareThreshold);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /**
   * Prepares a statement.
   *
   * @param counted whether the returned rows are to be counted before they are read
   */
  PreparedStatement prepare(String sql, boolean counted) throws SQLException {
    return counted
        ? connection.prepareStatement(
            sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
        : connection.prepareStatement(sql);
  }

  /** Creates a statement like {@link #prepare(String, boolean)}, for text that comes later. */
  Statement create(boolean counted) throws SQLException {
    return counted
        ? connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
        : connection.createStatement();
  }

  boolean idle() {
    return driver.getTransactionState() == TransactionState.IDLE;
  }

  boolean failed() {
    return driver.getTransactionState() == TransactionState.FAILED;
  }

  /** Ends whatever transaction is open, including one that pgjdbc does not know it began. */
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    } else if (!idle()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("rollback");
      }
    }
  }
}
