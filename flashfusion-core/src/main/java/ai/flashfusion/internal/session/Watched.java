package ai.flashfusion.internal.session;

import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.internal.error.StoppedException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The call of the driver that is under way on a connection, as the {@link Watch} sees it. One
 * thread makes calls; the watch looks from another.
 */
final class Watched {

  /**
   * The time that the server's own answer to a statement that has reached its limit may take. A
   * peer that is silent for longer is gone: even a busy server and a far network answer in it.
   */
  static final long GRACE_MILLIS = 4_000;

  /** The time that the answer to a cancellation may take before the connection is closed. */
  static final long CANCEL_MILLIS = 1_000;

  private static final String CLOSING = "this FlashFusion was closed, and did not wait any longer";

  /** An action of the watch. */
  enum Action {
    NOTHING,
    WAIT,
    CANCEL,
    ABORT
  }

  private enum Stop {
    INTERRUPTED,
    LATE,
    CLOSED
  }

  private @Nullable Thread caller;
  private boolean interruptible;
  private long limitMillis;
  private long graceMillis;
  private long since;
  private @Nullable Stop stop;
  private long stopped;
  private boolean aborted;
  private boolean spoiled;
  private boolean closed;

  /**
   * Records that a call begins.
   *
   * @param limitMillis the time that the call may take, or 0 if there is no limit
   * @param graceMillis the further time that the server's own answer may take
   * @param interruptible whether an interrupt of the thread cancels the call
   * @throws StoppedException if the library is closed
   */
  synchronized void begin(long limitMillis, long graceMillis, boolean interruptible)
      throws StoppedException {
    checkOpen();
    this.caller = Thread.currentThread();
    this.interruptible = interruptible;
    this.limitMillis = limitMillis;
    this.graceMillis = graceMillis;
    this.since = System.nanoTime();
    this.stop = null;
    this.aborted = false;
  }

  /** Records that the call has ended. */
  synchronized void end() {
    caller = null;
    // The cancellation may still be on its way, and would hit the next statement.
    spoiled |= stop != null;
  }

  /** Returns whether the connection must not be used again. */
  synchronized boolean spoiled() {
    return spoiled;
  }

  /** Records that the connection must not be used again, as something may still be on its way. */
  synchronized void spoil() {
    spoiled = true;
  }

  /** Fails if the library is closed, and with it the connection. */
  synchronized void checkOpen() throws StoppedException {
    if (closed) {
      throw new StoppedException(CLOSING, true, null);
    }
  }

  /** Refuses further calls, and tells the one under way, if any, that the library is closed. */
  synchronized void close() {
    closed = true;
    if (caller != null && stop == null) {
      stop = Stop.CLOSED;
      stopped = System.nanoTime();
    }
  }

  /** Decides what is to be done about the call that is under way. */
  synchronized Action look() {
    if (caller == null) {
      return Action.NOTHING;
    }
    long now = System.nanoTime();
    if (stop == null) {
      if (interruptible && caller.isInterrupted()) {
        stop = Stop.INTERRUPTED;
      } else if (limitMillis > 0 && passed(since, now) > limitMillis + graceMillis) {
        stop = Stop.LATE;
      } else {
        return Action.WAIT;
      }
      stopped = now;
      return Action.CANCEL;
    }
    long patience = stop == Stop.LATE ? CANCEL_MILLIS : GRACE_MILLIS;
    if (!aborted && passed(stopped, now) > patience) {
      aborted = true;
      return Action.ABORT;
    }
    return Action.WAIT;
  }

  private static long passed(long from, long now) {
    return TimeUnit.NANOSECONDS.toMillis(now - from);
  }

  /** Returns the failure of the call as it is to be told. */
  synchronized SQLException told(SQLException failure) {
    // Java itself closes the socket on which a virtual thread waits that is interrupted.
    if (stop == null
        && interruptible
        && Lost.isLoss(failure)
        && Thread.currentThread().isInterrupted()) {
      stop = Stop.INTERRUPTED;
    }
    if (stop == null) {
      return failure;
    }
    boolean lost = Lost.isLoss(failure);
    if (stop == Stop.INTERRUPTED) {
      return new StoppedException(
          lost
              ? "the thread was interrupted, and the connection closed without an answer"
              : "the thread was interrupted, and the server told to cancel the statement",
          false,
          failure);
    }
    if (stop == Stop.CLOSED) {
      return new StoppedException(CLOSING, true, failure);
    }
    return !lost
        ? failure
        : new SQLException(
            "no answer within "
                + (limitMillis + graceMillis)
                + " ms; the server was told to cancel it, and the connection closed",
            failure.getSQLState(),
            failure);
  }
}
