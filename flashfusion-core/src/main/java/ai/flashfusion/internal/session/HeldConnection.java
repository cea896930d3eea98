package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.KeyFailure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a transaction: taken and begun with the first statement, used by one thread
 * within a time limit until a statement fails, and given back at the end.
 */
class HeldConnection {

  final ConnectionSource source;
  final Scope scope;
  final Opening opening;
  final TransactionFailures failures;
  Deadline deadline;
  long limit;
  @Nullable PooledConnection pooled;
  @Nullable Throwable failure;
  boolean over;

  /** Whether the commit travelled with a text, so that the connection has no identity any more. */
  boolean committed;

  private final boolean borrowed;
  private final Thread thread = Thread.currentThread();
  private boolean repeated;

  /**
   * Creates one that takes a connection when it needs one.
   *
   * @param borrowed a connection that its owner takes and returns instead; null if there is none
   */
  HeldConnection(
      ConnectionSource source,
      Scope scope,
      @Nullable PooledConnection borrowed,
      Deadline deadline,
      Opening opening) {
    this.source = source;
    this.scope = scope;
    this.pooled = borrowed;
    this.borrowed = borrowed != null;
    this.deadline = deadline;
    this.opening = opening;
    this.failures = new TransactionFailures(scope);
  }

  final Scope scope() {
    return scope;
  }

  final boolean isBorrowed() {
    return borrowed;
  }

  /**
   * Limits the time of everything until {@link #restore}, and returns the limit so far.
   *
   * @param limit the moment at which it must be over
   */
  final Deadline limit(Deadline limit) {
    Deadline before = deadline;
    deadline = deadline.earlier(limit);
    return before;
  }

  /** Applies a limit again that {@link #limit(Deadline)} returned. */
  final void restore(Deadline before) {
    deadline = before;
  }

  /** Fails if the transaction is over, or belongs to another thread. */
  final void usable() {
    if (over) {
      throw new TransactionException(
          "the transaction is over: it lives only as long as its callback, so keep the session"
              + " instead",
          null);
    }
    if (thread != Thread.currentThread()) {
      throw new TransactionException(
          "the transaction belongs to thread '"
              + thread.getName()
              + "': use it there, or a session in this thread",
          null);
    }
  }

  /**
   * Returns the milliseconds that the next statement may take, or 0 if there is no limit.
   *
   * @param call the moment at which the statement must be over
   * @throws StatementTimeoutException if no time is left; the transaction can only roll back then
   */
  final long limited(Deadline call) {
    try {
      limit = scope.millis(deadline.earlier(call));
      return limit;
    } catch (StatementTimeoutException e) {
      failed(e);
      throw e;
    }
  }

  /** Returns the connection, which is taken and begun if it was not before. */
  final PooledConnection begin() throws SQLException {
    usable();
    noticeFailure();
    if (failure != null) {
      throw failures.after(failure);
    }
    if (committed) {
      throw new RefusedStatementException(
          "nothing can follow the commit, which travelled with the last round of the pipeline: call"
              + " send() after adding the entry, or let it be a transaction");
    }
    PooledConnection connection = pooled;
    if (connection == null) {
      connection = source.take(scope);
      pooled = connection;
    }
    connection.served().watched().checkOpen();
    // A function that ran in this transaction may have changed the settings.
    DriverModes.check(connection.driver());
    if (opening.isDrivers() && connection.connection().getAutoCommit()) {
      connection.connection().setAutoCommit(false);
    }
    return connection;
  }

  /** Notices failures of statements that the driver sends itself, for example to read a cursor. */
  final void noticeFailure() {
    if (failure == null && pooled != null && pooled.failed()) {
      failure = new SQLException("a statement that pgjdbc sent while rows were read failed");
    }
  }

  /** Sends the identity, and more in the same round trip. */
  final void send(PooledConnection connection, String more) throws SQLException {
    Opening.Before before = opening.identity(limit);
    String text = opening.text(before, more);
    try (PreparedStatement statement = before.prepare(connection, text, false)) {
      connection.ask(limit, statement::execute);
      connection.begun();
      opening.identified();
      if (before.learning()) {
        for (int i = 1; i < before.results(); i++) {
          statement.getMoreResults();
        }
        learn(statement.getResultSet());
      }
    }
  }

  /** Runs transaction control, which must also work after a failure. */
  final void control(String sql) throws SQLException {
    Objects.requireNonNull(pooled).execute(sql, limit);
  }

  /** Sends the identity now, in a round trip of its own, unless the transaction has it. */
  final void identify() {
    try {
      PooledConnection connection = begin();
      if (!opening.isIdentified()) {
        send(connection, "");
      }
    } catch (SQLException e) {
      failed(e);
      throw failures.notDone("the transaction did not begin: ", e);
    }
  }

  final void executed() throws SQLException {
    opening.identified();
    Objects.requireNonNull(pooled).begun();
  }

  final PooledConnection pooled() throws SQLException {
    return begin();
  }

  /** Runs a call of the driver on the connection of the transaction, which must have one. */
  final <T> T ask(PooledConnection.Call<T> call) throws SQLException {
    return Objects.requireNonNull(pooled).ask(limit, call);
  }

  /** Reads the id of the transaction, which came before a statement's result. */
  final void learn(ResultSet row) throws SQLException {
    opening.learn(row);
  }

  /** Announces that something will be stored, so that the identity's round trip asks for the id. */
  final void announceWrite() {
    opening.announceWrite();
  }

  /** Takes the connection back, if there is one, once nothing can reach its user any more. */
  final void watch(Object user) {
    if (pooled != null) {
      source.watch(pooled, user);
    }
  }

  /** Returns whether a statement failed, so that it can only roll back. */
  final boolean hasFailed() {
    return failure != null;
  }

  /** Returns whether the identity was sent, so that the transaction has a snapshot. */
  final boolean isIdentified() {
    return opening.isIdentified();
  }

  final void failed(Exception e) {
    if (failure == null) {
      failure = e;
      repeated =
          opening.isKeyed() && e instanceof SQLException refused && KeyFailure.isTaken(refused);
    }
  }

  /** Returns whether the idempotency key was taken before, so that nothing more can be done. */
  final boolean repeated() {
    return repeated;
  }

  /** Ends the transaction, and leaves its failed connection to the caller, to be given back. */
  final PooledConnection leave() {
    over = true;
    PooledConnection left = Objects.requireNonNull(pooled);
    pooled = null;
    return left;
  }

  /** Gives the failed connection back, to begin anew on another one. */
  final void restart() {
    PooledConnection connection = pooled;
    pooled = null;
    opening.again();
    if (connection != null) {
      source.giveBack(connection);
    }
  }

  final void end(PooledConnection connection) {
    if (borrowed) {
      failure = null;
      over = false;
      opening.forget();
    } else {
      pooled = null;
      source.giveBack(connection);
    }
  }
}
