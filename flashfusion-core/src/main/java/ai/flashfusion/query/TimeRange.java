package ai.flashfusion.query;

import java.time.Instant;

/**
 * A range of time from one instant, included, to another, excluded. Immutable.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 */
public record TimeRange(Instant from, Instant to) {

  /** Checks that the range does not end before it begins. */
  public TimeRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the range ends at " + to + ", before it begins at " + from + ": exchange them");
    }
  }

  /** Returns whether the range includes no instant. */
  public boolean isEmpty() {
    return from.equals(to);
  }
}
