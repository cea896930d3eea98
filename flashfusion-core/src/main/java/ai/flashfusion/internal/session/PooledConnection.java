package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.error.Lost;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
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
 * @param served the identity that it served last
 * @param lease where it went
 */
record PooledConnection(
    Connection connection,
    PgConnection driver,
    int prepareThreshold,
    boolean autoCommit,
    Served served,
    Lease lease) {

  /** The SQLSTATE for a prepared statement that does not exist. */
  private static final String REPLACED = "26000";

  /**
   * Wraps a connection that the pool lent. A negative threshold forces binary transfer: pgjdbc then
   * describes a text of several statements before it sends it, and mixes up their columns (measured
   * with 42.7.14). A threshold of 1 prepares on the server just as early.
   *
   * @param scope the identity that it is for; null if it is for the library itself
   */
  static PooledConnection of(Connection connection, @Nullable Scope scope) throws SQLException {
    PgConnection driver = connection.unwrap(PgConnection.class);
    int threshold = driver.getPrepareThreshold();
    if (threshold < 0) {
      driver.setForceBinary(false);
      driver.setPrepareThreshold(1);
    }
    return new PooledConnection(
        connection,
        driver,
        threshold,
        connection.getAutoCommit(),
        Served.of(driver),
        new Lease(driver, scope));
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
   * Makes the connection ready for an identity. Where the one before could have put statements of
   * its own in the place of those that the driver has prepared on the server, which any text may do
   * that a function runs, they are forgotten: one round trip.
   */
  void handOver(Scope scope) throws SQLException {
    if (served.handOver(scope.identity(), scope.login().runsText())) {
      execute("deallocate all;close all", scope.scopes().statementMillis(scope.identity()));
    }
  }

  /** Remembers whether the statement calls a function that may run any text. */
  void noticeCalls(CheckedStatement statement) {
    if (statement.calling()) {
      served.taint();
    }
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

  /**
   * Runs a statement without binds, which the server parses again.
   *
   * @param limitMillis the time that it may take, or 0 if there is no limit
   */
  void execute(String sql, long limitMillis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ask(limitMillis, () -> statement.execute(sql));
    }
  }

  /**
   * Commits.
   *
   * @param limitMillis the time that it may take, or 0 if there is no limit
   * @param last statements that are sent before the commit, in the same round trip
   */
  void commit(long limitMillis, Lead last) throws SQLException {
    if (last.isEmpty() && !connection.getAutoCommit()) {
      ask(
          limitMillis,
          () -> {
            connection.commit();
            return true;
          });
    } else {
      try (PreparedStatement statement = prepare(last.sql() + "commit", false)) {
        last.bind(statement, 0);
        ask(limitMillis, statement::execute);
      }
    }
    committed();
  }

  /**
   * Fails if the transaction goes on after its {@code commit}, because somebody has replaced the
   * driver's statement.
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
   * Runs a call of the driver, which is canceled if the thread is interrupted, or if no answer has
   * come long after the time that the server gives it. After a failure that did not come from the
   * server, answers are left to be read, which the next identity would take for its own, so the
   * connection is closed.
   *
   * @param limitMillis the time that the server gives the call, or 0 if there is no limit
   */
  <T> T ask(long limitMillis, Call<T> call) throws SQLException {
    return ask(limitMillis, Watched.GRACE_MILLIS, true, call);
  }

  /**
   * Runs calls of the library's own like {@link #ask(long, Call)}, of whose time limit the server
   * does not know.
   *
   * @param limitMillis the time that they may take together
   */
  <T> T askAll(long limitMillis, Call<T> calls) throws SQLException {
    return ask(limitMillis, 0, true, calls);
  }

  private <T> T ask(long limitMillis, long graceMillis, boolean interruptible, Call<T> call)
      throws SQLException {
    Watched watched = served.watched();
    watched.begin(limitMillis, graceMillis, interruptible);
    Watch.wake();
    try {
      return call.run();
    } catch (SQLException e) {
      if (Lost.isRowSecurityOff(e)) {
        watched.spoil();
      }
      throw watched.told(e);
    } catch (FlashFusionException e) {
      throw e; // the library's own, of a call that is not the driver's
    } catch (RuntimeException e) {
      driver.abort(Runnable::run);
      throw new SQLException(
          "the driver failed while it read an answer, and the connection was closed: " + e,
          "08006",
          e);
    } catch (Error e) {
      driver.abort(Runnable::run);
      throw e;
    } finally {
      watched.end();
    }
  }

  /** Returns whether something may still be on its way that would hit the next statement. */
  boolean spoiled() {
    return served.watched().spoiled();
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
   * Ends whatever transaction is open, including one that pgjdbc does not know it began. The
   * driver's own {@code rollback} is prepared on the server, where somebody may have replaced it.
   */
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      ask(
          Watched.GRACE_MILLIS,
          0,
          false,
          () -> {
            connection.rollback();
            return true;
          });
    }
    if (!idle()) {
      try (Statement statement = connection.createStatement()) {
        ask(Watched.GRACE_MILLIS, 0, false, () -> statement.execute("rollback"));
      }
    }
  }
}
