package ai.flashfusion.internal.session;

import java.lang.ref.Cleaner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/** A connection that is out: where it went, and since when. */
final class Lease {

  private static final Cleaner CLEANER =
      Cleaner.create(
          work -> {
            Thread thread = new Thread(work, "flashfusion-cleaner");
            thread.setDaemon(true);
            return thread;
          });

  private final PgConnection driver;
  private final @Nullable Scope scope;
  private final Thread thread = Thread.currentThread();
  private final long since = System.nanoTime();
  private volatile Cleaner.@Nullable Cleanable watch;
  private volatile int users;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * Creates a lease of the calling thread.
   *
   * @param scope the identity that has the connection; null if it is the library itself
   */
  Lease(PgConnection driver, @Nullable Scope scope) {
    this.driver = driver;
    this.scope = scope;
  }

  PgConnection driver() {
    return driver;
  }

  /**
   * Runs the action once nothing can reach the user of the connection any more. Replaces the user
   * before; called by the thread that has the connection.
   *
   * @param action must not lead to the user
   */
  void watch(Object user, Runnable action) {
    int mine = users + 1;
    users = mine;
    Cleaner.Cleanable before = watch;
    watch =
        CLEANER.register(
            user,
            () -> {
              if (users == mine) {
                action.run();
              }
            });
    if (before != null) {
      before.clean();
    }
  }

  /** Returns whether the connection has rows, which somebody may have abandoned. */
  boolean hasRows() {
    return watch != null;
  }

  /** Returns whether the connection went back. */
  boolean isOver() {
    return over.get();
  }

  /** Ends the lease, and returns whether that is the first time. */
  boolean end() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    Cleaner.Cleanable watching = watch;
    if (watching != null) {
      watching.clean();
    }
    return true;
  }

  boolean isOf(Thread other) {
    return thread == other;
  }

  long since() {
    return since;
  }

  /** Returns the identity without its claims, the thread and the time. */
  @Override
  public String toString() {
    return (scope == null ? "the library itself" : scope.identity().toString())
        + " in thread '"
        + thread.getName()
        + "' for "
        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since)
        + " ms"
        + (hasRows() ? " with an open result" : "");
  }
}
