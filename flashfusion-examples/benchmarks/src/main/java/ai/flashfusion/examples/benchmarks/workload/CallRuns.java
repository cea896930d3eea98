package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Times single calls: for each workload and latency the contestants take turns. */
public final class CallRuns {

  private final World world;
  private final Arena arena;
  private final List<Workload> workloads;
  private final Pace pace;
  private final Map<Workload, Map<String, Count>> counts = new EnumMap<>(Workload.class);
  private final List<Measurement> measurements = new ArrayList<>();

  public CallRuns(World world, Arena arena, List<Workload> workloads, Pace pace) {
    this.world = world;
    this.arena = arena;
    this.workloads = workloads;
    this.pace = pace;
  }

  public List<Measurement> run() {
    for (Workload workload : workloads) {
      arena
          .at(pace.latencies().get(0))
          .forEach((name, contestant) -> Turn.of(calls(workload, contestant), pace.compileMs()));
    }
    for (double latency : pace.latencies()) {
      Contestants contestants = arena.at(latency);
      for (Workload workload : workloads) {
        contestants.forEach(
            (name, contestant) -> {
              check(workload, name, contestant, contestants);
              Turn.of(calls(workload, contestant), pace.warmUpMs());
            });
        contestants.forEach((name, contestant) -> count(workload, name, contestant));
        measure(workload, contestants, latency);
      }
    }
    return measurements;
  }

  private void check(Workload workload, String name, Contestant contestant, Contestants all) {
    Object expected = SameRows.canonical(workload.run(all.floor(), world, 0));
    Object actual = SameRows.canonical(workload.run(contestant, world, 0));
    if (!expected.equals(actual)) {
      throw new IllegalStateException(
          workload.title() + ": " + name + " returns\n" + actual + "\ninstead of\n" + expected);
    }
  }

  private void count(Workload workload, String name, Contestant contestant) {
    counts
        .computeIfAbsent(workload, first -> new HashMap<>())
        .merge(name, arena.count(calls(workload, contestant)), Count::or);
  }

  private void measure(Workload workload, Contestants contestants, double latency) {
    Samples samples = new Samples();
    for (int round = 0; round < pace.rounds(); round++) {
      contestants.forEach(
          (name, contestant) ->
              samples.add(name, Turn.of(calls(workload, contestant), pace.turnMs())));
    }
    Map<String, Count> counted = counts.getOrDefault(workload, Map.of());
    for (String name : samples.contestants()) {
      measurements.add(
          samples.measurement(
              workload.title(), name, latency, counted.getOrDefault(name, Count.UNKNOWN)));
    }
    world.clear();
  }

  private Callable<Object> calls(Workload workload, Contestant contestant) {
    AtomicInteger calls = new AtomicInteger();
    return () -> workload.run(contestant, world, calls.incrementAndGet());
  }
}
