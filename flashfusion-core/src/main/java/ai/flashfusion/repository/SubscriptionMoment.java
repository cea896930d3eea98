package ai.flashfusion.repository;

import ai.flashfusion.error.IllegalTransitionException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** When one subscription period gives way to the next. */
final class SubscriptionMoment {

  private SubscriptionMoment() {}

  /**
   * The instant that was given, if it leaves no overlap, or now.
   *
   * @param given null for now
   * @param now by the database's clock
   * @param since when the open period began; null without one
   * @param end of the last that ended; null without one
   */
  static Instant choose(
      @Nullable Instant given, Instant now, @Nullable Instant since, @Nullable Instant end) {
    if (given == null) {
      return earliest(now, since, end);
    }
    if (given.isAfter(now)) {
      throw new IllegalTransitionException(
          "the tier cannot change at " + given + ", as it is " + now + ": name no time for now");
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

  /** Moved on where the clock was set back: a period is never empty, and none overlaps another. */
  private static Instant earliest(Instant wanted, @Nullable Instant since, @Nullable Instant end) {
    Instant at = wanted;
    if (since != null && !at.isAfter(since)) {
      at = since.plus(1, ChronoUnit.MICROS);
    }
    return end != null && at.isBefore(end) ? end : at;
  }
}
