package ai.flashfusion.query;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where following begins, and how new rows are noticed. Immutable.
 *
 * @param existing whether the rows that are there already come first
 * @param cursor the end of the rows that are known, if they are to be left out
 * @param polling how often to look, if nobody is to listen
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

  /** Only rows that become visible from now on; noticed by LISTEN. */
  public static FollowOptions fromNow() {
    return new FollowOptions(false, Optional.empty(), Optional.empty());
  }

  /** The rows that are there first; noticed by LISTEN. */
  public static FollowOptions fromStart() {
    return new FollowOptions(true, Optional.empty(), Optional.empty());
  }

  /** The rows behind the cursor of an {@link Arrivals}; noticed by LISTEN. */
  public static FollowOptions after(String cursor) {
    return new FollowOptions(
        false, Optional.of(Objects.requireNonNull(cursor, "cursor")), Optional.empty());
  }

  /**
   * The same, noticed by looking that often, which works behind a pooler in transaction mode and
   * without the triggers of the migrations. Costs one round trip each time.
   */
  public FollowOptions polling(Duration interval) {
    return new FollowOptions(existing, cursor, Optional.of(interval));
  }
}
