package ai.flashfusion.repository;

import ai.flashfusion.error.IllegalTransitionException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The instant at which one subscription period is followed by the next. */
final class SubscriptionMoment {

  private SubscriptionMoment() {}

  /**
   * Returns the given instant if it causes no overlap, or now if none is given.
   *
   * @param given the given instant; null for now
   * @param now the current time by the database's clock
   * @param since the start of the open period; null without one
   * @param end the end of the last period that ended; null without one
   */
  static Instant choose(
      @Nullable Instant given, Instant now, @Nullable Instant since, @Nullable Instant end) {
    if (given == null) {
      return earliest(now, since, end);
    }
    if (given.isAfter(now)) {
      throw new IllegalTransitionException(
          "the tier cannot change at "
              + given
              + ", which is after "
              + now
              + ", the time now: leave the time out to change it now");
    }
    if (!given.equals(earliest(given, since, end))) {
      throw new IllegalTransitionException(
          "the tier cannot change at "
              + given
              + ": it must be after "
              + (since == null ? end : since)
              + ", where the last period "
              + (since == null ? "ended" : "began"));
    }
    return given;
  }

  /**
   * Returns the earliest possible instant from the wanted one on, which differs if the clock was
   * set back: a period is never empty, and none overlaps another.
   */
  private static Instant earliest(Instant wanted, @Nullable Instant since, @Nullable Instant end) {
    Instant at = wanted;
    if (since != null && !at.isAfter(since)) {
      at = since.plus(1, ChronoUnit.MICROS);
    }
    return end != null && at.isBefore(end) ? end : at;
  }
}
