package ai.flashfusion.query;

import java.time.Duration;

/**
 * Rules for repeating what failed for a passing reason. The pause before each repetition is random
 * between nothing and a limit that doubles each time, so that callers who failed together do not
 * come back together. All repetitions of the process share one budget, which failures use up and
 * successes refill, so that repetitions do not keep down a database that is overloaded. Immutable.
 *
 * <p>Repeated are serialization failures and deadlocks (SQLSTATE 40001, 40P01), and connections
 * that were lost or ended by the server before anything was stored (08…, 57P01 and the like), but
 * not a wait for a free connection, which has waited already. Never repeated is what may be stored.
 *
 * @param tries the number of tries, the first included; 1 for no repetition
 * @param firstPause the limit of the first pause
 * @param longestPause the limit of all pauses
 * @param lockTimeouts whether to repeat after a lock was not granted in time (55P03), too
 */
public record RetryPolicy(
    int tries, Duration firstPause, Duration longestPause, boolean lockTimeouts) {

  private static final RetryPolicy STANDARD =
      new RetryPolicy(3, Duration.ofMillis(50), Duration.ofSeconds(1), false);

  private static final RetryPolicy NONE = STANDARD.withTries(1);

  /**
   * Creates a policy.
   *
   * @throws IllegalArgumentException if there is no try, a pause is negative, or the first pause is
   *     longer than the longest
   */
  public RetryPolicy {
    if (tries < 1) {
      throw new IllegalArgumentException("tries is " + tries + ": at least 1 is needed");
    }
    if (firstPause.isNegative() || firstPause.compareTo(longestPause) > 0) {
      throw new IllegalArgumentException(
          "firstPause is "
              + firstPause
              + " and longestPause "
              + longestPause
              + ": the first may not be negative, or longer than the longest");
    }
  }

  /**
   * Returns a policy of three tries with pauses of at most 50 and 100 milliseconds. What three
   * tries cannot do is an outage, of which the caller should hear; a lock timeout is not repeated,
   * as the caller chose the limit.
   */
  public static RetryPolicy standard() {
    return STANDARD;
  }

  /** Returns a policy that repeats nothing. */
  public static RetryPolicy none() {
    return NONE;
  }

  /** Returns a policy with another number of tries, the first included. */
  public RetryPolicy withTries(int number) {
    return new RetryPolicy(number, firstPause, longestPause, lockTimeouts);
  }

  /** Returns a policy with other limits for the first pause and for all pauses. */
  public RetryPolicy withPauses(Duration first, Duration longest) {
    return new RetryPolicy(tries, first, longest, lockTimeouts);
  }

  /** Returns a policy that also repeats after a lock was not granted in time (55P03). */
  public RetryPolicy retryLockTimeouts() {
    return new RetryPolicy(tries, firstPause, longestPause, true);
  }
}
