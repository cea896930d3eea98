package ai.flashfusion.spring;

import ai.flashfusion.identity.Identity;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows for whom each thread works: the caller of a request, or the identity of a job. Threads that
 * a request starts work for nobody, as a pool would keep them, and their caller, for the next one.
 * Thread-safe.
 */
final class Callers implements Supplier<Identity> {

  @SuppressWarnings("ThreadLocalUsage") // one application's callers are no other's
  private final ThreadLocal<@Nullable Supplier<Identity>> current = new ThreadLocal<>();

  /** The time in which a thread works for somebody. */
  interface Work {
    void end();
  }

  /**
   * Has this thread work for somebody until the same thread ends it.
   *
   * @param caller returns who it is, or throws if that cannot be told
   */
  Work begin(Supplier<Identity> caller) {
    Supplier<Identity> before = current.get();
    current.set(caller);
    return () -> set(before);
  }

  private void set(@Nullable Supplier<Identity> caller) {
    if (caller == null) {
      current.remove();
    } else {
      current.set(caller);
    }
  }

  /** Returns whether this thread works for somebody. */
  boolean isWorking() {
    return current.get() != null;
  }

  /**
   * Returns for whom this thread works.
   *
   * @throws IllegalStateException if it works for nobody
   */
  @Override
  public Identity get() {
    Supplier<Identity> caller = current.get();
    if (caller == null) {
      throw new IllegalStateException(
          "thread '"
              + Thread.currentThread().getName()
              + "' serves no request, so there is no caller whose rights a statement could have:"
              + " give the work an identity with Jobs.asUser or Jobs.asService, also if a request"
              + " has started it");
    }
    return caller.get();
  }
}
