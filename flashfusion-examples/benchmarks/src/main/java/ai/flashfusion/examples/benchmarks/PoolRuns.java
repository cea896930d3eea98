package ai.flashfusion.examples.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many connections a pool should have: many callers at once over this library's pools. */
final class PoolRuns {

  /** Of a {@code FlashFusion} that nobody told otherwise. */
  static final int DEFAULT = 10;

  private static final List<Integer> SIZES = List.of(2, 4, 8, DEFAULT, 16, 32);

  private final World world;
  private final Callers callers;
  private final int rounds;

  /**
   * What the callers got done.
   *
   * @param size of the pool
   * @param latency of a round trip, in milliseconds
   * @param perSecond calls of all callers together, the median of the rounds
   * @param p99 of a call, in microseconds, its wait for a connection included
   */
  record Throughput(int size, double latency, double perSecond, double p99) {}

  PoolRuns(World world, Callers callers, int rounds) {
    this.world = world;
    this.callers = callers;
    this.rounds = rounds;
  }

  /** The pools take turns, at each latency. */
  List<Throughput> run(List<Double> latencies) {
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
      Map<Integer, List<double[]>> turns = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        boolean counted = round > 0; // the first warms up, and fills the pools
        pools.forEach(
            (size, pool) -> {
              double[] times = callers.turn(pool).times();
              if (counted) {
                turns.computeIfAbsent(size, key -> new ArrayList<>()).add(times);
              }
            });
      }
      List<Throughput> found = new ArrayList<>();
      turns.forEach((size, times) -> found.add(throughput(size, latency, times)));
      return found;
    } finally {
      pools.values().forEach(FlashFusionCalls::close);
    }
  }

  private Throughput throughput(int size, double latency, List<double[]> turns) {
    int[] calls = turns.stream().mapToInt(times -> times.length).sorted().toArray();
    double[] all = turns.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return new Throughput(
        size,
        latency,
        calls[calls.length / 2] * 1e3 / callers.turnMs(),
        all[(int) ((all.length - 1) * 0.99)]);
  }
}
