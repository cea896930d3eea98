package ai.flashfusion.query;

import java.time.Instant;

/**
 * From one instant, included, to another, excluded. Immutable.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 */
public record TimeRange(Instant from, Instant to) {

  /** Checks that the range is not turned around. */
  public TimeRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the range ends at " + to + ", before it begins at " + from + ": exchange them");
    }
  }

  /** Whether no instant is included. */
  public boolean isEmpty() {
    return from.equals(to);
  }
}
