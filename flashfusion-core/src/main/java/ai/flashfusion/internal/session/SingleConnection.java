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
class SingleConnection extends ScopedConnection {

  private final ConnectionSource source;
  private final Scope scope;
  private final Lead lead;
  private final Deadline deadline;
  private PooledConnection pooled;
  private boolean lent;
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
    this.lent = true;
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
    this.lent = false;
    this.lead = lead;
  }

  @Override
  Scope scope() {
    return scope;
  }

  @Override
  ScopedPreparedStatement prepare(String sql, boolean keys) throws SQLException {
    if (batch != null) {
      return batch.prepare(sql, keys, this, Deadline.NONE);
    }
    limit = scope.millis(deadline);
    Frame frame = sent(scope.frame(sql, limit));
    boolean failed = !pooled.idle();
    return new ScopedPreparedStatement(
        prepare(frame, failed ? "rollback;" : "", keys),
        this,
        frame,
        scope.binds(limit) + lead.values().size(),
        (failed ? 2 : 1) + Preamble.RESULTS + lead.results(),
        true,
        false);
  }

  /** Returns the frame that is sent for a statement. */
  Frame sent(Frame frame) throws SQLException {
    return frame;
  }

  private PreparedStatement prepare(Frame frame, String before, boolean keys) throws SQLException {
    pooled.noticeCalls(frame.checked());
    return scope.prepare(pooled, before + frame.single(lead), limit, lead, keys);
  }

  /** Repeats what stores nothing, unless the connection belongs to somebody else. */
  @Override
  boolean repeats(SQLException failure, Frame frame, int tries) {
    return batch == null
        && lent
        && !frame.checked().storing()
        && scope.retries().readAgain(failure, tries);
  }

  @Override
  PreparedStatement another(Frame frame) throws SQLException {
    release();
    long left = scope.millis(deadline);
    if (left > 0 && limit > 0) {
      limit = left;
    }
    pooled = source.take(scope);
    lent = true;
    return prepare(frame, "", false);
  }

  @Override
  void succeeded(int tries) {
    if (batch == null) {
      scope.retries().succeeded(tries);
    }
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
  void endBatch() {
    batch = null;
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
    return storing && batch == null && isOpen(failure) ? Lost.unknown(failure) : failure;
  }

  /**
   * Returns whether the failure says nothing about the commit of the frame: the connection is gone,
   * or there was a cancellation and no transaction is left that failed.
   */
  private boolean isOpen(SQLException failure) {
    return Lost.isLoss(failure) || (Lost.isCanceled(failure) && pooled.idle());
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
    if (lent) {
      lent = false;
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
