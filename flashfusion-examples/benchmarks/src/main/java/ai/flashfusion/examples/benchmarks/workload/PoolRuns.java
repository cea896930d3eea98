package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.data.DelayProxy;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how many connections a pool should have: many callers at once over this library's pools.
 */
public final class PoolRuns {

  /** The default pool size of {@code FlashFusion}. */
  public static final int DEFAULT = 10;

  private static final List<Integer> SIZES = List.of(2, 4, 8, DEFAULT, 16, 32);

  private final World world;
  private final Callers callers;
  private final int rounds;

  /**
   * The throughput of the callers.
   *
   * @param size the size of the pool
   * @param latency the latency of a round trip in milliseconds
   * @param perSecond the calls of all callers in a second, the median of the rounds
   * @param p99 the 99th percentile of the time of a call in microseconds, including its wait for a
   *     connection
   */
  public record Throughput(int size, double latency, double perSecond, double p99) {}

  public PoolRuns(World world, Callers callers, int rounds) {
    this.world = world;
    this.callers = callers;
    this.rounds = rounds;
  }

  /** Lets the pools take turns at each latency. */
  public List<Throughput> run(List<Double> latencies) {
    List<Throughput> found = new ArrayList<>();
    for (double latency : latencies) {
      try (DelayProxy proxy = new DelayProxy(world.target())) {
        proxy.latency(latency);
        found.addAll(
            measure(latency == 0 ? world.target() : world.target().through(proxy), latency));
      }
    }
    return found;
  }

  private List<Throughput> measure(Target target, double latency) {
    Map<Integer, FlashFusionCalls> pools = new LinkedHashMap<>();
    try {
      SIZES.forEach(size -> pools.put(size, new FlashFusionCalls(target, size)));
      Samples samples = new Samples();
      Samples calls = new Samples();
      for (int round = 0; round <= rounds; round++) {
        boolean counted = round > 0; // the first warms up, and fills the pools
        pools.forEach(
            (size, pool) -> {
              Callers.Calls turn = callers.turn(pool);
              if (counted) {
                samples.add(size.toString(), new double[] {callers.microsPerCall(turn)});
                calls.add(size.toString(), turn.times());
              }
            });
      }
      return SIZES.stream()
          .map(
              size ->
                  new Throughput(
                      size,
                      latency,
                      callers.number() * 1e6 / samples.median(size.toString()),
                      calls.p99(size.toString())))
          .toList();
    } finally {
      pools.values().forEach(FlashFusionCalls::close);
    }
  }
}
