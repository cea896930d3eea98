package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.contestant.HandWritten;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.Data;
import ai.flashfusion.examples.benchmarks.data.UsageLoader;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures one person's usage summary over the same rows while the table grows around them. */
public final class GrowthRuns {

  private final Data data;
  private final Pace pace;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<UsageLoader.Load> loads = new ArrayList<>();

  public GrowthRuns(Data data, Pace pace) {
    this.data = data;
    this.pace = pace;
  }

  /** Loads usage in steps, each ten times larger, and measures after each. */
  public void run(int usage) {
    for (long size = 10_000; size < usage; size *= 10) {
      step((int) size);
    }
    step(usage);
  }

  public List<Measurement> measurements() {
    return measurements;
  }

  public List<UsageLoader.Load> loads() {
    return loads;
  }

  private void step(int size) {
    // The first step warms up longer, as otherwise it alone would include compilation by the JVM.
    int warmUpMs = pace.warmUpMs() * (measurements.isEmpty() ? 12 : 2);
    loads.addAll(data.usage().upTo(size));
    World world = data.world();
    Samples samples = new Samples();
    try (Contestant floor = HandWritten.floor(world.target());
        Contestant flashfusion = new FlashFusionCalls(world.target())) {
      Map<String, Contestant> turns = new LinkedHashMap<>();
      turns.put(Contestants.FLOOR, floor);
      turns.put(Contestants.FLASHFUSION, flashfusion);
      turns.forEach(
          (name, contestant) ->
              Turn.of(() -> Workload.SUMMARY.run(contestant, world, 0), warmUpMs));
      for (int round = 0; round < pace.rounds(); round++) {
        turns.forEach(
            (name, contestant) ->
                samples.add(
                    name,
                    Turn.of(() -> Workload.SUMMARY.run(contestant, world, 0), pace.turnMs())));
      }
    }
    for (String name : List.of(Contestants.FLOOR, Contestants.FLASHFUSION)) {
      measurements.add(samples.measurement("growth " + size, name, 0, Count.UNKNOWN));
    }
  }
}
