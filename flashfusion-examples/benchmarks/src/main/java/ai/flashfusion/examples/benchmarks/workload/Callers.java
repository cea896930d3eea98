package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/**
 * Many callers at once, each of which reads one project after the other. They are virtual threads
 * from Java 24 on, where these are not pinned, otherwise platform threads.
 */
public final class Callers implements AutoCloseable {

  /** Whether callers are virtual threads, whose bytes are not counted. */
  public static final boolean VIRTUAL = Runtime.version().feature() >= 24;

  private final World world;
  private final int callers;
  private final int turnMs;
  private final ExecutorService threads;

  /**
   * The calls of all callers in a turn.
   *
   * @param times the time of each call in microseconds
   * @param bytes the bytes allocated by all callers
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  public record Calls(double[] times, long bytes) {}

  public Callers(World world, int callers, int turnMs) {
    this.world = world;
    this.callers = callers;
    this.turnMs = turnMs;
    this.threads = threads(callers);
  }

  public static String kind() {
    return VIRTUAL ? "virtual threads" : "platform threads";
  }

  public int number() {
    return callers;
  }

  /**
   * Returns the time of a call in a turn. All callers are busy all the time; a pool may serve some
   * of them again and again while others wait, so the median of the calls would be that of the
   * lucky ones.
   */
  public double microsPerCall(Calls turn) {
    return callers * turnMs * 1e3 / turn.times().length;
  }

  /** Lets all callers call for the length of a turn, each at least once. */
  public Calls turn(Contestant contestant) {
    long end = System.nanoTime() + turnMs * 1_000_000L;
    List<Callable<Calls>> work = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int first = caller;
      work.add(() -> calls(contestant, first, end));
    }
    try {
      DoubleStream.Builder times = DoubleStream.builder();
      long bytes = -Allocation.ofClients();
      for (Future<Calls> done : threads.invokeAll(work)) {
        Arrays.stream(done.get().times()).forEach(times);
        bytes += done.get().bytes();
      }
      return new Calls(times.build().toArray(), bytes + Allocation.ofClients());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
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
      // By reflection, as the code is compiled for Java 17.
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
