package ai.flashfusion.examples.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What a call needed, counted and not timed.
 *
 * @param roundTrips null if nobody counted, as without the proxy
 * @param bytes allocated by the client; null if nobody counted, as on virtual threads
 */
record Count(@Nullable Double roundTrips, @Nullable Long bytes) {

  static final Count UNKNOWN = new Count(null, null);

  /** What is known of a later run of the same, or else of this one. */
  Count or(Count later) {
    return new Count(
        later.roundTrips == null ? roundTrips : later.roundTrips,
        later.bytes == null ? bytes : later.bytes);
  }
}
