package ai.flashfusion.internal.session;

import ai.flashfusion.error.StatementTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The moment at which a call or a transaction must be over.
 *
 * @param given the time that it was given; null if there is no end
 * @param end the moment, on the clock of {@link System#nanoTime}
 */
record Deadline(@Nullable Duration given, long end) {

  static final Deadline NONE = new Deadline(null, 0);

  /** Returns the moment that is this far away; {@link #NONE} if there is no time limit. */
  static Deadline in(@Nullable Duration limit) {
    return limit == null ? NONE : new Deadline(limit, System.nanoTime() + limit.toNanos());
  }

  /** Returns whichever of the two comes first. */
  Deadline earlier(Deadline other) {
    if (given == null || other.given == null) {
      return given == null ? other : this;
    }
    return end - other.end <= 0 ? this : other;
  }

  /**
   * Returns the milliseconds that a statement may take, or 0 if there is no limit.
   *
   * @param statement the milliseconds that any statement may take, or 0 if there is no limit
   * @throws StatementTimeoutException if no time is left
   */
  long millis(long statement) {
    if (given == null) {
      return statement;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (left < 1) {
      throw new StatementTimeoutException(
          "the time limit of "
              + given.toMillis()
              + " ms is over, and nothing more was sent; give more time with withTimeout, or do less",
          null,
          null);
    }
    return statement == 0 ? left : Math.min(statement, left);
  }
}
