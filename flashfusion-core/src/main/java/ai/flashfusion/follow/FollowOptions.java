package ai.flashfusion.follow;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Options for following: the start, and the way to notice new rows. Immutable.
 *
 * @param existing whether existing rows are passed on first
 * @param cursor the end of the rows that are already known, if they are to be skipped
 * @param polling the interval of polling, if LISTEN is not to be used
 */
public record FollowOptions(boolean existing, Optional<String> cursor, Optional<Duration> polling) {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Checks the interval. */
  public FollowOptions {
    polling.ifPresent(
        interval -> {
          if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                "the polling interval is " + interval + ": at least one millisecond is needed");
          }
        });
  }

  /** Returns options for only those rows that become visible from now on; noticed by LISTEN. */
  public static FollowOptions fromNow() {
    return new FollowOptions(false, Optional.empty(), Optional.empty());
  }

  /** Returns options for the existing rows first, then new ones; noticed by LISTEN. */
  public static FollowOptions fromStart() {
    return new FollowOptions(true, Optional.empty(), Optional.empty());
  }

  /** Returns options for the rows after the cursor of an {@link Arrivals}; noticed by LISTEN. */
  public static FollowOptions after(String cursor) {
    return new FollowOptions(
        false, Optional.of(Objects.requireNonNull(cursor, "cursor")), Optional.empty());
  }

  /**
   * Returns these options with polling at this interval, which works behind a pooler in transaction
   * mode and without the triggers of the migrations. Each poll costs one round trip.
   */
  public FollowOptions polling(Duration interval) {
    return new FollowOptions(existing, cursor, Optional.of(interval));
  }
}
