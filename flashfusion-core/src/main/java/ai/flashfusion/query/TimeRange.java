package ai.flashfusion.query;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A range of time from one instant, included, to another, excluded. Immutable. Instants are cut to
 * microseconds, as the database stores them.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 */
public record TimeRange(Instant from, Instant to) {

  /** The earliest instant that a range can have, the beginning of 4713 BC. */
  public static final Instant EARLIEST = Instant.parse("-4712-01-01T00:00:00Z");

  /** The latest instant that a range can have, the end of the year 294276. */
  public static final Instant LATEST = Instant.parse("+294276-12-31T23:59:59.999999Z");

  /**
   * Checks that the range does not end before it begins.
   *
   * @throws IllegalArgumentException if it does, or if Postgres cannot represent it
   */
  public TimeRange {
    if (from.isBefore(EARLIEST) || to.isAfter(LATEST.plusNanos(999))) {
      throw new IllegalArgumentException(
          "the range from "
              + from
              + " to "
              + to
              + " is more than Postgres can represent: begin at TimeRange.EARLIEST and end at"
              + " TimeRange.LATEST for all time");
    }
    from = from.truncatedTo(ChronoUnit.MICROS);
    to = to.truncatedTo(ChronoUnit.MICROS);
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
