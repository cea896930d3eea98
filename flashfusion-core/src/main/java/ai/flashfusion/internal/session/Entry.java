package ai.flashfusion.internal.session;

import ai.flashfusion.error.TransactionException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a pipeline, and its value once it has one. */
public final class Entry<T extends @Nullable Object> {

  private enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    UNDONE
  }

  private final int number;
  private final @Nullable String name;
  private final TransactionWork<T, RuntimeException> work;
  private volatile State state = State.WAITING;
  private @Nullable Supplier<T> value;
  private @Nullable Throwable failure;
  private @Nullable String undone;
  private boolean stopped;

  Entry(int number, @Nullable String name, TransactionWork<T, RuntimeException> work) {
    this.number = number;
    this.name = name;
    this.work = work;
  }

  int number() {
    return number;
  }

  /** Returns the name by which messages call it. */
  String called() {
    return "entry " + number + (name == null ? "" : " '" + name + "'");
  }

  /** Runs the call, and keeps its value or its failure. */
  void run(SessionContext context) {
    state = State.RUNNING;
    try {
      T result = work.run(context);
      refuseOpenRows(result);
      value = () -> result;
      state = State.DONE;
    } catch (Throwable e) {
      failure = e;
      state = State.FAILED;
    }
  }

  private void refuseOpenRows(@Nullable Object result) {
    if (result instanceof org.jooq.Cursor || result instanceof java.util.stream.BaseStream) {
      throw new TransactionException(
          called()
              + " returned rows that are still to be read, which end with it: fetch them in the"
              + " entry, or read a stream in a transaction",
          null);
    }
  }

  /**
   * Records that it was stopped because of another entry, so that its own exception says nothing.
   */
  void stop() {
    stopped = true;
  }

  /** Returns its failure, or null if it has none of its own. */
  @Nullable Throwable failure() {
    return state == State.FAILED && !stopped ? failure : null;
  }

  /** Records the failure of a statement whose exception it swallowed. */
  void fail(Throwable e) {
    failure = e;
    stopped = false;
    state = State.FAILED;
  }

  /** Records that nothing of it counts, because of something else. */
  void undo(String why, Throwable cause) {
    if (failure() == null) {
      undone = called() + " " + why;
      failure = cause;
      value = null;
      state = State.UNDONE;
    }
  }

  /** Returns whether it has its value. */
  boolean isDone() {
    return state == State.DONE && !stopped;
  }

  /** Returns whether it has begun. */
  boolean begun() {
    return state != State.WAITING;
  }

  /**
   * Returns the value.
   *
   * @throws TransactionException if there is none, because it was not sent yet, or because of
   *     another entry
   */
  public T get() {
    switch (state) {
      case DONE -> {
        return Objects.requireNonNull(value).get();
      }
      case FAILED -> throw rethrown(Objects.requireNonNull(failure));
      case UNDONE -> throw new TransactionException(String.valueOf(undone), failure);
      default ->
          throw new TransactionException(
              called()
                  + " has no value yet: call flush() first; if a later entry needs the value, call"
                  + " send() before you add that entry",
              null);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws whatever was thrown
  static <X extends Throwable> RuntimeException rethrown(Throwable e) throws X {
    throw (X) e;
  }
}
