package ai.flashfusion.examples.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/** Many callers at once, each reading one project after the other over the pool of eight. */
final class ConcurrentRuns {

  private final World world;
  private final Arena arena;
  private final Pace pace;
  private final int rounds;
  private final int turnMs;

  ConcurrentRuns(World world, Arena arena, Pace pace, int rounds, int turnMs) {
    this.world = world;
    this.arena = arena;
    this.pace = pace;
    this.rounds = rounds;
    this.turnMs = turnMs;
  }

  List<Measurement> run(int callers) {
    List<Measurement> measurements = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      for (double latency : pace.latencies()) {
        measurements.addAll(measure(arena.at(latency), latency, callers, threads));
      }
    } finally {
      threads.shutdown();
    }
    return measurements;
  }

  private List<Measurement> measure(
      Contestants contestants, double latency, int callers, ExecutorService threads) {
    Samples samples = new Samples();
    for (int round = 0; round <= rounds; round++) {
      boolean counted = round > 0; // the first warms up
      contestants.forEach(
          (name, contestant) -> {
            double[] times = turn(contestant, callers, threads);
            if (counted) {
              samples.add(name, times);
            }
          });
    }
    List<Measurement> measurements = new ArrayList<>();
    for (String name : samples.contestants()) {
      measurements.add(samples.measurement("concurrent " + callers, name, latency, 0, 0));
    }
    return measurements;
  }

  private double[] turn(Contestant contestant, int callers, ExecutorService threads) {
    long end = System.nanoTime() + turnMs * 1_000_000L;
    List<Callable<double[]>> work = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int first = caller;
      work.add(() -> calls(contestant, first, end));
    }
    try {
      DoubleStream.Builder all = DoubleStream.builder();
      for (Future<double[]> times : threads.invokeAll(work)) {
        Arrays.stream(times.get()).forEach(all);
      }
      return all.build().toArray();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private double[] calls(Contestant contestant, int first, long end) {
    DoubleStream.Builder times = DoubleStream.builder();
    int n = first;
    do {
      long start = System.nanoTime();
      Turn.consume(Workload.POINT_READ.run(contestant, world, n++));
      times.add((System.nanoTime() - start) / 1e3);
    } while (System.nanoTime() < end);
    return times.build().toArray();
  }
}
