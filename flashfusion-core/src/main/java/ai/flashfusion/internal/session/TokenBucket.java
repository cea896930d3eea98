package ai.flashfusion.internal.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A budget of repetitions, with the numbers of the AWS SDK's standard mode: a hundred repetitions
 * in a row when full. If most calls fail, a repetition is left for one call in five. Thread-safe.
 */
final class TokenBucket {

  private static final int FULL = 500;

  private static final int REPETITION = 5;

  private final AtomicInteger tokens = new AtomicInteger(FULL);

  /** Takes what a repetition costs, and returns whether it was there. */
  boolean take() {
    return tokens.getAndUpdate(left -> left < REPETITION ? left : left - REPETITION) >= REPETITION;
  }

  /** Gives back what the repetition cost that succeeded, or one token after a first try. */
  void succeeded(int tries) {
    if (tokens.get() < FULL) {
      tokens.updateAndGet(left -> Math.min(FULL, left + (tries > 1 ? REPETITION : 1)));
    }
  }
}
