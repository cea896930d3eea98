package ai.flashfusion.internal.session;

import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallListener;
import ai.flashfusion.observation.CallListener.Ongoing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of the calls of a library, each once: the helpers that a helper uses are part of
 * it. Thread-safe.
 */
public final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");

  private final List<CallListener> listeners;
  private final @Nullable SlowCalls slow;

  @SuppressWarnings("ThreadLocalUsage") // a call of one library is none of another
  private final ThreadLocal<@Nullable CallUnderWay> current = new ThreadLocal<>();

  @SuppressWarnings("ThreadLocalUsage") // as above
  private final ThreadLocal<@Nullable CallUnderWay> pipeline = new ThreadLocal<>();

  /**
   * Creates the calls of a library.
   *
   * @param slow logs slow calls; null if nothing does
   */
  public Calls(List<CallListener> listeners, @Nullable SlowCalls slow) {
    this.listeners = List.copyOf(listeners);
    this.slow = slow;
  }

  /** Returns whether anybody listens; if not, nothing else here is used. */
  boolean isObserved() {
    return !listeners.isEmpty() || slow != null || StatementLog.isOn();
  }

  /** Returns the call of this thread, or null. */
  @Nullable CallUnderWay current() {
    return current.get();
  }

  /** Runs a call, unless it is part of one. */
  <T extends @Nullable Object> T run(
      SessionContext context, String repository, String method, Supplier<T> work) {
    if (current.get() != null) {
      return work.get();
    }
    CallUnderWay call = begin(context, repository, method);
    current.set(call);
    return ended(call, work);
  }

  /** Runs a call whose parts are calls by themselves. */
  <T extends @Nullable Object> T around(SessionContext context, String method, Supplier<T> work) {
    return current.get() != null ? work.get() : ended(begin(context, "session", method), work);
  }

  /**
   * Runs a pipeline as a call whose entries are calls by themselves; their statements and rows
   * count for it too.
   */
  void pipeline(SessionContext context, Runnable work) {
    if (!isObserved() || current.get() != null) {
      work.run();
      return;
    }
    CallUnderWay call = begin(context, "session", "pipeline");
    pipeline.set(call);
    Throwable failure = null;
    try {
      work.run();
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      pipeline.remove();
      call.end(failure);
    }
  }

  /** Runs the work, and ends its call when the thread has left it. */
  private <T extends @Nullable Object> T ended(CallUnderWay call, Supplier<T> work) {
    Throwable failure = null;
    try {
      return work.get();
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      current.remove();
      call.end(failure);
    }
  }

  /** Runs work that is no part of the call of this thread, such as another entry of a pipeline. */
  void apart(Runnable work) {
    CallUnderWay outer = current.get();
    if (outer == null) {
      work.run();
      return;
    }
    current.remove();
    try {
      work.run();
    } finally {
      current.set(outer);
    }
  }

  /** Begins a call that somebody else ends. */
  CallUnderWay begin(SessionContext context, String repository, String method) {
    Call call = new Call(repository, method, context.identity().role());
    List<Ongoing> ongoing = new ArrayList<>(listeners.size() + 1);
    for (CallListener listener : listeners) {
      try {
        ongoing.add(listener.started(call));
      } catch (RuntimeException e) {
        failed(listener, e);
      }
    }
    if (StatementLog.isOn()) {
      ongoing.add(new StatementLog(call));
    }
    return new CallUnderWay(context, call, ongoing, slow, pipeline.get());
  }

  static void failed(Object listener, RuntimeException failure) {
    LOG.warn("the listener {} failed", listener.getClass().getName(), failure);
  }
}
