package ai.flashfusion.internal.session;

import ai.flashfusion.internal.error.Lost;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Sends each statement in a frame of its own, in one round trip that leaves nothing behind.
 * Statements that no frame can hold, such as a batch, get a transaction that is committed as soon
 * as they were sent.
 */
final class SingleConnection extends ScopedConnection {

  private final ConnectionSource source;
  private final Scope scope;
  private final PooledConnection pooled;
  private final boolean borrowed;
  private final Lead lead;
  private final Deadline deadline;
  private long limit;
  private @Nullable OpenTransaction batch;

  /**
   * Takes a connection for statements that must be over at a moment.
   *
   * @param deadline that moment
   */
  SingleConnection(ConnectionSource source, Scope scope, Deadline deadline) {
    this.source = source;
    this.scope = scope;
    this.deadline = deadline;
    this.pooled = source.take(scope);
    this.borrowed = false;
    this.lead = Lead.NONE;
  }

  /**
   * Creates a connection on one that its owner takes and gives back, and whose last transaction may
   * have failed.
   *
   * @param lead statements that travel with each statement
   */
  SingleConnection(
      ConnectionSource source, Scope scope, PooledConnection pooled, Deadline deadline, Lead lead) {
    this.source = source;
    this.scope = scope;
    this.deadline = deadline;
    this.pooled = pooled;
    this.borrowed = true;
    this.lead = lead;
  }

  @Override
  PreparedStatement prepare(String sql) throws SQLException {
    if (batch != null) {
      return batch.prepare(sql, this, Deadline.NONE);
    }
    limit = scope.millis(deadline);
    Frame frame = scope.frame(sql, limit);
    pooled.noticeCalls(frame.checked());
    boolean failed = !pooled.idle();
    String text = frame.single(lead);
    return new ScopedPreparedStatement(
        scope.prepare(pooled, failed ? "rollback;" + text : text, limit, lead, false),
        this,
        frame,
        scope.binds(limit) + lead.values().size(),
        (failed ? 2 : 1) + Preamble.RESULTS + lead.results(),
        false);
  }

  @Override
  Statement create() throws SQLException {
    beginBatch();
    return batch().create(this, Deadline.NONE);
  }

  @Override
  void beginBatch() {
    if (batch == null) {
      batch = new OpenTransaction(source, scope, pooled, deadline);
      batch.batch();
    }
  }

  @Override
  void executing(boolean carries) throws SQLException {
    if (batch != null) {
      batch.executing(carries);
    } else {
      DriverModes.check(pooled.driver());
    }
  }

  @Override
  void executed() throws SQLException {
    if (batch != null) {
      batch.commit();
    } else {
      pooled.committed();
    }
  }

  @Override
  <T> T ask(PooledConnection.Call<T> call) throws SQLException {
    return batch != null ? batch.ask(call) : pooled.ask(limit, call);
  }

  @Override
  SQLException told(SQLException failure, boolean storing) {
    return storing && batch == null && Lost.isLoss(failure) ? Lost.unknown(failure) : failure;
  }

  @Override
  void failed(SQLException failure) {
    // Closing returns the connection, which rolls back.
  }

  @Override
  boolean isTakenBack() {
    return pooled.lease().isOver();
  }

  @Override
  boolean watch(Object user) {
    source.watch(pooled, user);
    return true;
  }

  @Override
  PooledConnection pooled() {
    return pooled;
  }

  @Override
  void release() {
    if (!borrowed) {
      source.giveBack(pooled);
    }
  }

  private OpenTransaction batch() {
    if (batch == null) {
      throw new IllegalStateException("no batch was begun");
    }
    return batch;
  }
}
