package ai.flashfusion.internal.session;

import ai.flashfusion.internal.jdbc.BoundValues;
import ai.flashfusion.internal.jdbc.RefusingConnection;
import ai.flashfusion.internal.jdbc.ScopedArray;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection for jOOQ that prepares statements with their identity, and nothing else. There is no
 * way from it to the connection of the pool.
 */
abstract class ScopedConnection extends RefusingConnection {

  private volatile boolean closed;

  @Override
  protected void usable() throws SQLException {
    if (closed || isTakenBack()) {
      throw new SQLException("this connection was closed, and with it all it made", "08003");
    }
  }

  /** Returns whether the pool has the connection again because somebody abandoned its rows. */
  boolean isTakenBack() {
    return false;
  }

  /**
   * Gives the connection back once nothing can reach its user any more, and returns whether it is
   * this connection's to give back.
   */
  boolean watch(Object user) {
    return false;
  }

  abstract PreparedStatement prepare(String sql) throws SQLException;

  abstract Statement create() throws SQLException;

  /**
   * Checks, before each execution, that the statement will run with its identity.
   *
   * @param carries whether the statement brings its identity along
   */
  abstract void executing(boolean carries) throws SQLException;

  /** Runs a call of the driver, and closes the connection if the driver itself fails. */
  abstract <T> T ask(PooledConnection.Call<T> call) throws SQLException;

  /** Records that a statement failed, and with it the transaction that it was in. */
  abstract void failed(SQLException failure);

  /**
   * Returns the failure of a statement as it is to be told: the loss of a connection is another
   * thing after a write.
   */
  SQLException told(SQLException failure, boolean storing) {
    return failure;
  }

  /** Reads the id of the transaction, which came before a statement's result. */
  void learn(ResultSet row) throws SQLException {}

  /** Records that a statement of a transaction was sent completely, including batches. */
  abstract void executed() throws SQLException;

  /**
   * Waits before a statement that failed is repeated, and returns whether it is to be.
   *
   * @param tries the number of tries so far
   */
  boolean repeats(SQLException failure, Frame frame, int tries) {
    return false;
  }

  /** Returns a statement that is to be repeated, prepared on another connection. */
  PreparedStatement another(Frame frame) throws SQLException {
    throw new IllegalStateException("nothing is repeated here");
  }

  /** Records that a statement succeeded at this try. */
  void succeeded(int tries) {}

  /** Returns whether this is for an entry of a pipeline. */
  boolean isPipelined() {
    return false;
  }

  /** Records how many rows a write reached. */
  void affected(long rows) {}

  /** Runs the statement's batch. */
  final int[] batch(Statement statement) throws SQLException {
    usable();
    executing(false);
    try {
      int[] counts = ask(statement::executeBatch);
      executed();
      affected(Arrays.stream(counts).filter(count -> count > 0).sum());
      return counts;
    } catch (SQLException e) {
      failed(e);
      throw told(e, true);
    }
  }

  /**
   * Records the rows of the statement's current result: its update count, or the number of rows
   * that it returns.
   */
  final void affected(Statement statement, boolean returns) throws SQLException {
    if (!returns) {
      affected(Math.max(0, statement.getLargeUpdateCount()));
    } else if (statement.getResultSetType() != ResultSet.TYPE_FORWARD_ONLY) {
      ResultSet rows = statement.getResultSet();
      affected(rows.last() ? rows.getRow() : 0);
      rows.beforeFirst();
    }
  }

  /** Prepares for statements that no frame can hold, such as batches. */
  abstract void beginBatch();

  abstract PooledConnection pooled() throws SQLException;

  abstract void release();

  @Override
  public final PreparedStatement prepareStatement(String sql) throws SQLException {
    usable();
    return prepare(sql);
  }

  @Override
  public final Statement createStatement() throws SQLException {
    usable();
    return create();
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }

  @Override
  public final boolean isClosed() {
    return closed || isTakenBack();
  }

  @Override
  public final boolean getAutoCommit() {
    return true;
  }

  @Override
  public final boolean isReadOnly() {
    return false;
  }

  @Override
  public final Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    usable();
    Object[] checked = BoundValues.elements(typeName, elements);
    Connection connection = pooled().connection();
    // The driver asks the server for a type that it does not know.
    return ScopedArray.of(ask(() -> connection.createArrayOf(typeName, checked)));
  }

  @Override
  public final int getTransactionIsolation() {
    return Connection.TRANSACTION_READ_COMMITTED;
  }

  @Override
  public final int getHoldability() {
    return java.sql.ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public final boolean isValid(int timeout) {
    return !isClosed();
  }

  @Override
  public final @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public final void clearWarnings() {}

  @Override
  public final @Nullable String getSchema() {
    return null;
  }

  @Override
  public final @Nullable String getCatalog() {
    return null;
  }

  @Override
  public final void abort(Executor executor) throws SQLException {
    throw refused("abort");
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    throw refused("unwrap");
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
