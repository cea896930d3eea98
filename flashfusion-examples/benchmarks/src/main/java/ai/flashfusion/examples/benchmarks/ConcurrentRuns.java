package ai.flashfusion.examples.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/**
 * Many callers at once, each reading one project after the other over the pool of eight: virtual
 * threads where there are any that are not pinned, which is from Java 24 on, and threads of the
 * platform before.
 */
final class ConcurrentRuns {

  private static final boolean VIRTUAL = Runtime.version().feature() >= 24;

  private final World world;
  private final Arena arena;
  private final Pace pace;
  private final int rounds;
  private final int turnMs;
  private final Map<String, Count> counts = new HashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  private record Calls(double[] times, long bytes) {}

  ConcurrentRuns(World world, Arena arena, Pace pace, int rounds, int turnMs) {
    this.world = world;
    this.arena = arena;
    this.pace = pace;
    this.rounds = rounds;
    this.turnMs = turnMs;
  }

  static String threads() {
    return VIRTUAL ? "virtual threads" : "platform threads";
  }

  List<Measurement> run(int callers) {
    List<Measurement> measurements = new ArrayList<>();
    ExecutorService threads = threads(callers);
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
    Samples calls = new Samples();
    for (int round = 0; round <= rounds; round++) {
      boolean counted = round > 0; // the first warms up
      contestants.forEach(
          (name, contestant) -> {
            double[] times = turn(name, contestant, callers, threads);
            if (counted) {
              // A pool serves some callers again and again while others wait, and so the median of
              // the calls is that of the lucky ones. All callers are busy all the time.
              samples.add(name, new double[] {callers * turnMs * 1e3 / times.length});
              calls.add(name, times);
            }
          });
    }
    List<Measurement> measurements = new ArrayList<>();
    for (String name : samples.contestants()) {
      measurements.add(
          samples
              .measurement(
                  "concurrent " + callers, name, latency, counts.getOrDefault(name, Count.UNKNOWN))
              .withP99(calls.p99(name)));
    }
    return measurements;
  }

  private double[] turn(String name, Contestant contestant, int callers, ExecutorService threads) {
    long end = System.nanoTime() + turnMs * 1_000_000L;
    List<Callable<Calls>> work = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int first = caller;
      work.add(() -> calls(contestant, first, end));
    }
    try {
      long before = arena.roundTrips();
      long others = Allocation.ofClients();
      DoubleStream.Builder all = DoubleStream.builder();
      long bytes = 0;
      for (Future<Calls> done : threads.invokeAll(work)) {
        Arrays.stream(done.get().times()).forEach(all);
        bytes += done.get().bytes();
      }
      bytes += Allocation.ofClients() - others;
      double[] times = all.build().toArray();
      long trips = arena.roundTrips() - before;
      counts.merge(
          name,
          new Count(
              trips == 0 ? null : (double) trips / times.length,
              VIRTUAL ? null : bytes / times.length),
          Count::or);
      return times;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }

  private Calls calls(Contestant contestant, int first, long end) {
    DoubleStream.Builder times = DoubleStream.builder();
    long before = Allocation.ofThisThread();
    int n = first;
    do {
      long start = System.nanoTime();
      Turn.consume(Workload.POINT_READ.run(contestant, world, n++));
      times.add((System.nanoTime() - start) / 1e3);
    } while (System.nanoTime() < end);
    return new Calls(times.build().toArray(), Allocation.ofThisThread() - before);
  }

  private static ExecutorService threads(int callers) {
    if (!VIRTUAL) {
      return Executors.newFixedThreadPool(callers);
    }
    try {
      // By name, as the code is compiled for Java 17.
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
