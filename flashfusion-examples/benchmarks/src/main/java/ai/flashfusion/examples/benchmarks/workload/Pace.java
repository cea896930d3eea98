package ai.flashfusion.examples.benchmarks.workload;

import java.util.List;

/**
 * The times for which contestants are measured.
 *
 * @param warmUpMs the milliseconds for which each contestant runs before it is measured, for each
 *     workload and latency
 * @param compileMs the milliseconds for which each contestant runs before any is measured, until
 *     the JVM has compiled their code
 * @param rounds the number of rounds
 * @param turnMs the milliseconds of each turn
 * @param latencies the latencies of a round trip in milliseconds, in this order
 */
public record Pace(int warmUpMs, int compileMs, int rounds, int turnMs, List<Double> latencies) {

  public static final Pace FULL = new Pace(300, 2_000, 8, 150, List.of(0.0, 0.5, 2.0));
  public static final Pace QUICK = new Pace(150, 700, 4, 60, List.of(0.0, 0.5, 2.0));
  public static final Pace TEST = new Pace(1, 1, 1, 1, List.of(0.0));
}
