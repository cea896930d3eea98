package ai.flashfusion.internal.session;

import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.ErrorListener;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A transaction, or the part of one since a savepoint, that is ended by calls of its own. */
public final class ManualWork {

  private final SessionFactory factory;
  private final OpenTransaction transaction;
  private final @Nullable String begun;
  private final Deadline before;
  private boolean over;

  /**
   * Creates the work of a transaction of this thread.
   *
   * @param begun the savepoint at which it began; null if it began with the transaction
   * @param before the limit that applies again after it
   */
  ManualWork(
      SessionFactory factory,
      OpenTransaction transaction,
      @Nullable String begun,
      Deadline before) {
    this.factory = factory;
    this.transaction = transaction;
    this.begun = begun;
    this.before = before;
  }

  private void requireCurrent() {
    if (over || factory.current() != transaction) {
      throw new TransactionException(
          over
              ? "the transaction is over"
              : "the transaction is not that of this thread: it was suspended, or belongs to"
                  + " another one",
          null);
    }
  }

  public String savepoint() {
    requireCurrent();
    return transaction.savepoint();
  }

  public void rollbackTo(String savepoint) {
    requireCurrent();
    transaction.rollbackTo(savepoint);
  }

  public void release(String savepoint) {
    requireCurrent();
    transaction.release(savepoint);
  }

  public void suspend() {
    requireCurrent();
    factory.setCurrent(null);
  }

  /** Puts the transaction back on its thread. */
  public void resume() {
    transaction.usable();
    if (factory.current() != null) {
      throw new TransactionException("the thread has another transaction: end it first", null);
    }
    factory.setCurrent(transaction);
  }

  public void commit() {
    requireCurrent();
    over = true;
    try {
      if (begun == null) {
        transaction.commit();
      } else {
        transaction.release(begun);
      }
    } catch (SQLException e) {
      Scope scope = transaction.scope();
      throw ErrorListener.translate(e, "commit", scope.identity(), factory.login().ownPolicies());
    } finally {
      leave();
    }
  }

  public void rollback() {
    if (over) {
      return;
    }
    requireCurrent();
    over = true;
    try {
      transaction.rollback(begun);
    } finally {
      leave();
    }
  }

  private void leave() {
    if (begun == null) {
      factory.setCurrent(null);
    } else {
      transaction.restore(before);
    }
  }
}
