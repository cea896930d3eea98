package ai.flashfusion.observation;

import java.time.Duration;

/**
 * A listener to the calls of the library, set with {@code FlashFusionBuilder.listener}. Used by
 * many threads at once. All methods are called in the thread of the call; what they throw is
 * logged, and does not reach the caller.
 */
@FunctionalInterface
public interface CallListener {

  /** Hears of a call before it does anything, and returns what hears of the rest of it. */
  Ongoing started(Call call);

  /** Hears of one call. */
  @FunctionalInterface
  interface Ongoing {

    /** Hears of a statement that was sent, whether or not it succeeded. */
    default void sent(SentStatement statement) {}

    /** Hears of the end, exactly once. */
    void ended(CallEnd end);
  }

  /** A statement that was sent. */
  interface SentStatement {

    /** Returns the text, with {@code ?} for each value, also for those that are in the text. */
    String text();

    /** Returns the number of rows that were returned or written. */
    long rows();

    /** Returns the time until the answer was read, rows included. */
    Duration duration();
  }
}
