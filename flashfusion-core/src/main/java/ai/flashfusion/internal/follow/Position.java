package ai.flashfusion.internal.follow;

import java.util.Map;

/**
 * Up to where rows are known.
 *
 * @param horizon all rows of earlier transactions are known: when it was read, each of those had
 *     ended
 * @param seen the known rows of later transactions, with these; of any transaction, where rows may
 *     be updated
 */
record Position<I>(long horizon, Map<I, Long> seen) {

  /** Before all rows. */
  static <I> Position<I> start() {
    return new Position<>(0, Map.of());
  }

  boolean isStart() {
    return horizon == 0;
  }
}
