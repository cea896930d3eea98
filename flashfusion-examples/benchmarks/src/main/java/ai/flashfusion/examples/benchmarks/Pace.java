package ai.flashfusion.examples.benchmarks;

import java.util.List;

/**
 * How long to measure.
 *
 * @param warmUpMs of each contestant, for each workload
 * @param rounds of turns
 * @param turnMs of each turn
 * @param latencies of a round trip, in milliseconds, in this order
 */
record Pace(int warmUpMs, int rounds, int turnMs, List<Double> latencies) {

  static final Pace FULL = new Pace(500, 8, 150, List.of(0.5, 2.0, 0.0));
  static final Pace QUICK = new Pace(200, 4, 60, List.of(0.5, 2.0, 0.0));
  static final Pace TEST = new Pace(1, 1, 1, List.of(0.0));
}
