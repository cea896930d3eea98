package ai.flashfusion.internal.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Sends statements in an open transaction, which outlives this connection. */
class TransactionConnection extends ScopedConnection {

  private final OpenTransaction transaction;
  private final Deadline deadline;

  /**
   * Creates a connection for statements of a transaction.
   *
   * @param deadline the moment at which its statements must be over
   */
  TransactionConnection(OpenTransaction transaction, Deadline deadline) {
    this.transaction = transaction;
    this.deadline = deadline;
  }

  @Override
  protected final void usable() throws SQLException {
    transaction.usable();
    super.usable();
  }

  @Override
  final Scope scope() {
    return transaction.scope();
  }

  @Override
  ScopedPreparedStatement prepare(String sql, boolean keys) throws SQLException {
    return transaction.prepare(sql, keys, this, deadline);
  }

  @Override
  Statement create() throws SQLException {
    return transaction.create(this, deadline);
  }

  @Override
  final void beginBatch() {
    transaction.batch();
  }

  @Override
  void executing(boolean carries) throws SQLException {
    transaction.executing(carries);
  }

  @Override
  final void learn(ResultSet row) throws SQLException {
    transaction.learn(row);
  }

  @Override
  final void executed() throws SQLException {
    transaction.executed();
  }

  @Override
  final <T> T ask(PooledConnection.Call<T> call) throws SQLException {
    return transaction.ask(call);
  }

  @Override
  final SQLException told(SQLException failure, boolean storing) {
    return transaction.toldOf(failure);
  }

  @Override
  void failed(SQLException failure) {
    transaction.failed(failure);
  }

  @Override
  final boolean isPipelined() {
    return transaction.isGathering();
  }

  @Override
  void affected(long rows) {
    transaction.affected(rows);
  }

  @Override
  final PooledConnection pooled() throws SQLException {
    return transaction.pooled();
  }

  @Override
  void release() {}
}
