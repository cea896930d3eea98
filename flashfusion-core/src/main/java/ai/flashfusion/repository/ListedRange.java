package ai.flashfusion.repository;

import java.time.Duration;
import java.time.Instant;

/** The bound on results that list each day or month of a range. */
final class ListedRange {

  /** The maximum number of days: a hundred years, as a longer range is a mistake or "all time". */
  private static final int MAX_DAYS = 36_525;

  private ListedRange() {}

  /**
   * Checks the length of a range.
   *
   * @param listed what is listed, such as {@code "each day"}
   * @param instead the call that lists less
   */
  static void requireBounded(Instant from, Instant to, String listed, String instead) {
    long days = Duration.between(from, to).toDays();
    if (days > MAX_DAYS) {
      throw new IllegalArgumentException(
          "the range from "
              + from
              + " to "
              + to
              + " has "
              + days
              + " days, at most "
              + MAX_DAYS
              + " are possible, because "
              + listed
              + " is listed: narrow it"
              + instead);
    }
  }
}
