package ai.flashfusion.examples.benchmarks.data;

import org.jspecify.annotations.Nullable;

/**
 * The round trips and bytes of a call, which are counted instead of timed.
 *
 * @param roundTrips the number of round trips; null if not counted, as without the proxy
 * @param bytes the bytes allocated by the client; null if not counted, as on virtual threads
 */
public record Count(@Nullable Double roundTrips, @Nullable Long bytes) {

  public static final Count UNKNOWN = new Count(null, null);

  /** Returns the counts of a later run of the same call, or this one's where that has none. */
  public Count or(Count later) {
    return new Count(
        later.roundTrips == null ? roundTrips : later.roundTrips,
        later.bytes == null ? bytes : later.bytes);
  }
}
