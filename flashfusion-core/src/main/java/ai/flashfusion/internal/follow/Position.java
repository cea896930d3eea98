package ai.flashfusion.internal.follow;

import java.util.Map;

/**
 * The point up to which rows are known.
 *
 * @param horizon the oldest transaction that was still running at the time of the read; all rows of
 *     earlier transactions are known
 * @param seen the ids of the known rows with their transactions: those of later transactions, or of
 *     all transactions if rows may be updated
 */
record Position<I>(long horizon, Map<I, Long> seen) {

  /** Returns the position before all rows. */
  static <I> Position<I> start() {
    return new Position<>(0, Map.of());
  }

  boolean isStart() {
    return horizon == 0;
  }
}
