package ai.flashfusion.internal.session;

import ai.flashfusion.error.TransactionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.jdbc.BoundValues;
import ai.flashfusion.internal.jdbc.RefusingConnection;
import ai.flashfusion.internal.jdbc.ScopedArray;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection for jOOQ that prepares statements with their identity, and nothing else. There is no
 * way from it to the connection of the pool.
 */
abstract class ScopedConnection extends RefusingConnection {

  private volatile boolean closed;

  /** Returns whose connection this has to be; null if it is not lent to callers of JDBC. */
  private @Nullable Supplier<Identity> caller;

  /**
   * Lends this to callers of JDBC, who need more of it than jOOQ.
   *
   * @param whose returns the identity that they have at the time of a call
   */
  final ScopedConnection lend(Supplier<Identity> whose) {
    caller = whose;
    return this;
  }

  /** Returns whether this is lent to callers of JDBC. */
  final boolean isLent() {
    return caller != null;
  }

  /** Fails if the caller is somebody else by now, as frameworks keep connections for a thread. */
  final void checkCaller() {
    if (caller != null && !caller.get().equals(scope().identity())) {
      throw new TransactionException(
          "this connection belongs to "
              + scope().identity()
              + ", and the caller is "
              + caller.get()
              + " now: a connection, and a transaction, has one identity; end it before",
          null);
    }
  }

  /** Returns the identity. */
  abstract Scope scope();

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

  final ScopedPreparedStatement prepare(String sql) throws SQLException {
    return prepare(sql, false);
  }

  /**
   * Prepares a statement.
   *
   * @param keys whether the rows that it returns are to be counted, as they stand for those written
   */
  abstract ScopedPreparedStatement prepare(String sql, boolean keys) throws SQLException;

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
    checkCaller();
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

  /** Goes back to single statements after a batch that succeeded. */
  void endBatch() {}

  abstract PooledConnection pooled() throws SQLException;

  abstract void release();

  @Override
  public final PreparedStatement prepareStatement(String sql) throws SQLException {
    usable();
    checkCaller();
    return prepare(sql);
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    requirePlain("prepareStatement", type, concurrency);
    return prepareStatement(sql);
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return keys == Statement.RETURN_GENERATED_KEYS
        ? GeneratedKeys.prepare(this, sql, null)
        : prepareStatement(sql);
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, String[] keys) throws SQLException {
    return keys.length > 0 ? GeneratedKeys.prepare(this, sql, keys) : prepareStatement(sql);
  }

  private void requirePlain(String method, int type, int concurrency) throws SQLException {
    if (!isLent()
        || type != ResultSet.TYPE_FORWARD_ONLY
        || concurrency != ResultSet.CONCUR_READ_ONLY) {
      throw refused(method + " of rows that scroll or can be changed");
    }
  }

  @Override
  public final Statement createStatement(int type, int concurrency) throws SQLException {
    requirePlain("createStatement", type, concurrency);
    return createStatement();
  }

  @Override
  public final DatabaseMetaData getMetaData() throws SQLException {
    usable();
    if (!isLent()) {
      throw refused("getMetaData");
    }
    return DatabaseFacts.of(this, pooled().connection().getMetaData());
  }

  /** Accepts what is so already. */
  @Override
  public final void setAutoCommit(boolean value) throws SQLException {
    if (!isLent() || !value) {
      throw refused("setAutoCommit");
    }
  }

  @Override
  public final void setReadOnly(boolean value) throws SQLException {
    if (!isLent() || value) {
      throw refused("setReadOnly");
    }
  }

  @Override
  public final Statement createStatement() throws SQLException {
    usable();
    checkCaller();
    return isLent() ? new LentStatement(this) : create();
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
