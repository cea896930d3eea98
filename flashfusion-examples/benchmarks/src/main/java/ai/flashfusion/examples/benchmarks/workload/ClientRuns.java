package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.contestant.HandWritten;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.World;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the client's own share of a call on loopback: the processor time of the calling thread,
 * and the bytes that it allocates. Whatever else runs on the machine can only add to both, so the
 * round with the least counts.
 */
public final class ClientRuns {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final World world;
  private final int warmUpMs;
  private final int rounds;
  private final int calls;

  /**
   * The share of the client.
   *
   * @param micros the microseconds of a call, on average over a round
   * @param bytes the bytes of a call, on average over a round
   */
  public record Cost(String workload, String contestant, double micros, long bytes) {

    Cost least(Cost other) {
      return new Cost(
          workload, contestant, Math.min(micros, other.micros), Math.min(bytes, other.bytes));
    }
  }

  public ClientRuns(World world, int warmUpMs, int rounds, int calls) {
    this.world = world;
    this.warmUpMs = warmUpMs;
    this.rounds = rounds;
    this.calls = calls;
  }

  /** Lets the floor and the library take turns with each workload. */
  public List<Cost> run() {
    try (HandWritten floor = HandWritten.floor(world.target());
        FlashFusionCalls library = new FlashFusionCalls(world.target())) {
      List<Cost> costs = new ArrayList<>();
      for (Workload workload :
          List.of(Workload.POINT_READ, Workload.PAGE, Workload.INSERT, Workload.FIVE_READS)) {
        AtomicInteger n = new AtomicInteger();
        Map<String, Callable<?>> turns = new LinkedHashMap<>();
        turns.put(Contestants.FLOOR, () -> workload.run(floor, world, n.incrementAndGet()));
        turns.put(Contestants.FLASHFUSION, () -> workload.run(library, world, n.incrementAndGet()));
        costs.addAll(measure(workload.title(), turns));
      }
      return costs;
    } finally {
      world.clear();
    }
  }

  private List<Cost> measure(String workload, Map<String, Callable<?>> turns) {
    turns.values().forEach(call -> Turn.of(call, warmUpMs));
    Map<String, Cost> least = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      turns.forEach((name, call) -> least.merge(name, turn(workload, name, call), Cost::least));
    }
    return List.copyOf(least.values());
  }

  private Cost turn(String workload, String name, Callable<?> call) {
    try {
      long bytes = Allocation.ofThisThread();
      long nanos = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < calls; i++) {
        Turn.consume(call.call());
      }
      nanos = THREADS.getCurrentThreadCpuTime() - nanos;
      bytes = Allocation.ofThisThread() - bytes;
      return new Cost(workload, name, nanos / 1e3 / calls, bytes / calls);
    } catch (Exception e) {
      throw new IllegalStateException(workload + ": " + name + ": " + e.getMessage(), e);
    }
  }
}
