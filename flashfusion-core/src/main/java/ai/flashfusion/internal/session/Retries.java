package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.query.RetryPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether something is repeated, waits before it, counts and logs it. Thread-safe. */
public final class Retries {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");

  private static final TokenBucket PROCESS = new TokenBucket();

  /** Two transactions are in each other's way. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private static final String LOCK_TIMEOUT = "55P03";

  /** No connection could be had; the pool has tried again for as long as it may. */
  private static final Set<String> UNAVAILABLE = Set.of("08001", "53300");

  private final RetryPolicy reads;
  private final Duration outcomeTimeout;
  private final TokenBucket budget;
  private final LongAdder count = new LongAdder();

  /**
   * Creates the retries of a library.
   *
   * @param reads the policy for single reads
   * @param outcomeTimeout the limit for finding out what became of a write whose answer was lost
   */
  public Retries(RetryPolicy reads, Duration outcomeTimeout) {
    this(reads, outcomeTimeout, PROCESS);
  }

  Retries(RetryPolicy reads, Duration outcomeTimeout, TokenBucket budget) {
    this.reads = reads;
    this.outcomeTimeout = outcomeTimeout;
    this.budget = budget;
  }

  /** Returns how many repetitions there were. */
  public long count() {
    return count.sum();
  }

  /** Returns the patience for finding out what became of a write whose answer was lost. */
  Patience patience() {
    return new Patience(outcomeTimeout);
  }

  /** Records that something succeeded at this try. */
  void succeeded(int tries) {
    budget.succeeded(tries);
  }

  /** Waits before a read is repeated, and returns whether it is to be. */
  boolean readAgain(SQLException failure, int tries) {
    String state = String.valueOf(failure.getSQLState());
    // What the library gave up itself is another exception: its time is over.
    boolean passing =
        failure instanceof PSQLException && (Lost.isLoss(failure) || isConflict(reads, state));
    return passing && again(reads, tries, "a read", state);
  }

  /** Waits before a transaction is repeated, and returns whether it is to be. */
  boolean transactionAgain(RetryPolicy policy, Throwable thrown, int tries) {
    FlashFusionException failure = cause(thrown);
    // An unknown outcome is not retryable.
    if (failure == null || !failure.isRetryable()) {
      return false;
    }
    String state = failure.sqlState().orElse("");
    boolean passing =
        (state.equals(LOCK_TIMEOUT) || CONFLICTS.contains(state))
            ? isConflict(policy, state)
            : !state.isEmpty() && !UNAVAILABLE.contains(state);
    return passing && again(policy, tries, "a transaction", state);
  }

  private static @Nullable FlashFusionException cause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FlashFusionException failure) {
        return failure;
      }
    }
    return null;
  }

  private static boolean isConflict(RetryPolicy policy, String state) {
    return CONFLICTS.contains(state) || (policy.lockTimeouts() && state.equals(LOCK_TIMEOUT));
  }

  private boolean again(RetryPolicy policy, int tries, String what, String state) {
    if (tries >= policy.tries() || Thread.currentThread().isInterrupted()) {
      return false;
    }
    if (!budget.take()) {
      LOG.info("{} failed with SQLSTATE {}; it is not repeated, as too much fails", what, state);
      return false;
    }
    LOG.info(
        "{} failed with SQLSTATE {}; try {} of {} follows", what, state, tries + 1, policy.tries());
    count.increment();
    return paused(policy, tries);
  }

  private static boolean paused(RetryPolicy policy, int tries) {
    long longest = policy.longestPause().toNanos();
    long limit = policy.firstPause().toNanos();
    for (int i = 1; i < tries && limit < longest; i++) {
      limit = Math.min(longest, 2 * limit);
    }
    try {
      Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(limit + 1)).toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
