package ai.flashfusion.session;

import ai.flashfusion.internal.session.ManualWork;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that a framework begins and ends, on one thread. It has a connection from its first
 * statement on, until it ends.
 */
public final class ManualTransaction implements AutoCloseable {

  /** The isolation levels of Postgres. */
  public enum Isolation {
    /** Each statement sees what was committed before it. */
    READ_COMMITTED,
    /** All statements see what was committed before the first. */
    REPEATABLE_READ,
    /** The result is as if transactions ran one after the other. */
    SERIALIZABLE
  }

  private final ManualWork work;

  ManualTransaction(ManualWork work) {
    this.work = work;
  }

  static String characteristics(@Nullable Isolation isolation, boolean readOnly) {
    String level =
        isolation == null
            ? ""
            : "isolation level " + isolation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return (level + (readOnly ? " read only" : "")).strip();
  }

  /** Sets a savepoint in two round trips, or one if it is the first statement. */
  public String savepoint() {
    return work.savepoint();
  }

  /** Undoes everything since the savepoint, including the failure of a statement. */
  public void rollbackTo(String savepoint) {
    work.rollbackTo(savepoint);
  }

  /**
   * Keeps what was done since the savepoint.
   *
   * @throws ai.flashfusion.error.TransactionException if a statement failed since then, upon which
   *     nothing of it is kept
   */
  public void release(String savepoint) {
    work.release(savepoint);
  }

  /** Takes the transaction off this thread, which can begin another one, until {@link #resume}. */
  public void suspend() {
    work.suspend();
  }

  /** Puts the transaction back on this thread, which must have no other. */
  public void resume() {
    work.resume();
  }

  /**
   * Commits, and ends the transaction also if that fails.
   *
   * @throws ai.flashfusion.error.TransactionException if a statement failed and its exception was
   *     swallowed; nothing is stored then
   */
  public void commit() {
    work.commit();
  }

  /** Rolls back; nothing happens if the transaction has ended. */
  public void rollback() {
    work.rollback();
  }

  /** Rolls back like {@link #rollback}, unless it was committed. */
  @Override
  public void close() {
    rollback();
  }
}
