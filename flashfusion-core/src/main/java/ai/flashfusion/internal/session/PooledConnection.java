package ai.flashfusion.internal.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGStatement;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection of the pool while it is in use. Never leaves this package.
 *
 * @param connection as the pool gave it
 * @param driver the same, as pgjdbc knows it; tells without a round trip how its transaction stands
 * @param prepareThreshold as it was set when the pool gave it
 * @param autoCommit as it was when the pool gave it
 * @param keepsStatements whether the pool may give out a statement again that it gave out before
 */
record PooledConnection(
    Connection connection,
    PgConnection driver,
    int prepareThreshold,
    boolean autoCommit,
    boolean keepsStatements) {

  /** What the server says of a prepared statement that is not there. */
  private static final String REPLACED = "26000";

  /**
   * Wraps a connection that the pool lent. A negative threshold forces binary transfer: pgjdbc then
   * describes a text of several statements before it sends it, and mixes up their columns (measured
   * with 42.7.14). A threshold of 1 prepares on the server just as early.
   */
  static PooledConnection of(Connection connection, boolean keepsStatements) throws SQLException {
    PgConnection driver = connection.unwrap(PgConnection.class);
    int threshold = driver.getPrepareThreshold();
    if (threshold < 0) {
      driver.setForceBinary(false);
      driver.setPrepareThreshold(1);
    }
    return new PooledConnection(
        connection, driver, threshold, connection.getAutoCommit(), keepsStatements);
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

  /**
   * Prepares text of several statements, of which the server parses one anew. Another statement
   * that somebody prepared under the name of the driver's is then not executed in its place.
   *
   * @param counted whether the rows that come back are to be counted before they are read
   * @param anew the place of that statement, from 0
   */
  PreparedStatement prepare(String sql, boolean counted, int anew) throws SQLException {
    if (keepsStatements) {
      PreparedStatement statement = prepare(sql, counted);
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      return statement;
    }
    QueryExecutor executor = driver.getQueryExecutor();
    CachedQuery cached = executor.borrowQuery(sql);
    cached.query.getSubqueries()[anew].close();
    executor.releaseQuery(cached);
    return prepare(sql, counted);
  }

  /** As {@link #prepare(String, boolean)}, for text that comes later. */
  Statement create(boolean counted) throws SQLException {
    return counted
        ? connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
        : connection.createStatement();
  }

  boolean idle() {
    return driver.getTransactionState() == TransactionState.IDLE;
  }

  /** Runs a statement that has no binds, which the server parses anew. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ask(() -> statement.execute(sql));
    }
  }

  /** Commits. */
  void commit() throws SQLException {
    ask(
        () -> {
          connection.commit();
          return true;
        });
    committed();
  }

  /**
   * Fails if the transaction goes on after its {@code commit}: somebody has put another statement
   * in the place of the driver's.
   */
  void committed() throws SQLException {
    if (!idle()) {
      throw replaced("the transaction was not committed, and nothing of it is stored", "commit");
    }
  }

  /** Fails if no transaction is open after its first statement, for the same reason. */
  void begun() throws SQLException {
    if (idle()) {
      throw replaced(
          "the transaction did not begin, and its first statement stands alone", "begin");
    }
  }

  /**
   * Runs what asks the server. A failure that is not an answer of the server's leaves answers to be
   * read, which the next identity would take for its own: the connection is closed.
   */
  <T> T ask(Call<T> call) throws SQLException {
    try {
      return call.run();
    } catch (RuntimeException e) {
      driver.abort(Runnable::run);
      throw new SQLException(
          "the driver failed while it read an answer, and the connection was closed: " + e,
          "08006",
          e);
    } catch (Error e) {
      driver.abort(Runnable::run);
      throw e;
    }
  }

  /** A call of the driver. */
  interface Call<T> {
    T run() throws SQLException;
  }

  private SQLException replaced(String what, String statement) throws SQLException {
    driver.abort(Runnable::run);
    return new SQLException(
        what
            + ": text has prepared another statement in the place of the driver's '"
            + statement
            + "'; the connection was closed",
        REPLACED);
  }

  boolean failed() {
    return driver.getTransactionState() == TransactionState.FAILED;
  }

  /**
   * Ends whatever transaction is open, also one that pgjdbc does not know it began. The driver's
   * own {@code rollback} is prepared on the server, where somebody may have replaced it.
   */
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      ask(
          () -> {
            connection.rollback();
            return true;
          });
    }
    if (!idle()) {
      execute("rollback");
    }
  }
}
