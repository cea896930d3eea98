package ai.flashfusion.internal.session;

import ai.flashfusion.internal.error.ErrorListener;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Sends statements of an expecting session, each in a transaction of its own or after a savepoint
 * of the open one, so that a statement can be undone if it reached an unexpected number of rows.
 */
final class ExpectingConnection extends TransactionConnection {

  private final OpenTransaction transaction;
  private final Expectation expectation;
  private final @Nullable ConnectionSource source;
  private final @Nullable PooledConnection own;
  private @Nullable String savepoint;
  private boolean open;
  private boolean failed;

  private ExpectingConnection(
      OpenTransaction transaction,
      Expectation expectation,
      Deadline deadline,
      @Nullable ConnectionSource source,
      @Nullable PooledConnection own) {
    super(transaction, deadline);
    this.transaction = transaction;
    this.expectation = expectation;
    this.source = source;
    this.own = own;
  }

  /** Returns a connection for statements of an open transaction. */
  static ExpectingConnection within(
      OpenTransaction transaction, Expectation expectation, Deadline deadline) {
    return new ExpectingConnection(transaction, expectation, deadline, null, null);
  }

  /** Returns a connection for single statements. */
  static ExpectingConnection alone(
      ConnectionSource source, Scope scope, Expectation expectation, Deadline deadline) {
    PooledConnection pooled = source.take(scope);
    return new ExpectingConnection(
        new OpenTransaction(source, scope, pooled, deadline),
        expectation,
        deadline,
        source,
        pooled);
  }

  @Override
  ScopedPreparedStatement prepare(String sql, boolean keys) throws SQLException {
    begin();
    return super.prepare(sql, keys);
  }

  @Override
  Statement create() throws SQLException {
    begin();
    return super.create();
  }

  @Override
  void executing(boolean carries) throws SQLException {
    begin();
    super.executing(carries);
  }

  private void begin() {
    if (open) {
      return;
    }
    if (own == null) {
      savepoint = transaction.savepoint();
    }
    transaction.expect(expectation);
    open = true;
  }

  /**
   * Ends the statement here instead of when jOOQ releases the connection, which swallows
   * exceptions. All rows of a write have been read by now.
   */
  @Override
  void affected(long rows) {
    // Until it is known that the expectation is met.
    failed = true;
    super.affected(rows);
    transaction.check();
    end(true);
    failed = false;
  }

  @Override
  void failed(SQLException failure) {
    failed = true;
    super.failed(failure);
  }

  @Override
  boolean isTakenBack() {
    return own != null && own.lease().isOver();
  }

  @Override
  boolean watch(Object user) {
    if (source == null || own == null) {
      return false;
    }
    source.watch(own, user);
    return true;
  }

  /**
   * Keeps also what a statement did that wrote no rows: it may hold locks, or have called a
   * function that writes.
   */
  @Override
  void release() {
    try {
      if (open && !isTakenBack()) {
        end(!failed);
      }
    } finally {
      if (source != null && own != null) {
        source.giveBack(own);
      }
    }
  }

  private void end(boolean keep) {
    open = false;
    boolean dryRun = transaction.met();
    try {
      if (!keep) {
        transaction.rollback(savepoint);
      } else if (dryRun) {
        transaction.undo(savepoint);
      } else if (savepoint == null) {
        transaction.commit();
      } else {
        transaction.release(savepoint);
      }
    } catch (SQLException e) {
      throw ErrorListener.translate(
          e, "commit", transaction.scope().identity(), transaction.scope().login().ownPolicies());
    }
  }
}
