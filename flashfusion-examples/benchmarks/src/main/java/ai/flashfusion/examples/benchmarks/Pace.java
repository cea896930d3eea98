package ai.flashfusion.examples.benchmarks;

import java.util.List;

/**
 * How long to measure.
 *
 * @param warmUpMs of each contestant, for each workload and latency, before it is measured
 * @param compileMs of each before any is measured, until the JVM has compiled what they call
 * @param rounds of turns
 * @param turnMs of each turn
 * @param latencies of a round trip, in milliseconds, in this order
 */
record Pace(int warmUpMs, int compileMs, int rounds, int turnMs, List<Double> latencies) {

  static final Pace FULL = new Pace(300, 2_000, 8, 150, List.of(0.0, 0.5, 2.0));
  static final Pace QUICK = new Pace(150, 700, 4, 60, List.of(0.0, 0.5, 2.0));
  static final Pace TEST = new Pace(1, 1, 1, 1, List.of(0.0));
}
