package ai.flashfusion.examples.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures one person's usage summary over the same rows while the table grows around them. */
final class GrowthRuns {

  private final Data data;
  private final Pace pace;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<UsageLoader.Load> loads = new ArrayList<>();

  GrowthRuns(Data data, Pace pace) {
    this.data = data;
    this.pace = pace;
  }

  /** Loads usage in steps, each ten times larger, and measures after each. */
  void run(int usage) {
    for (long size = 10_000; size < usage; size *= 10) {
      step((int) size);
    }
    step(usage);
  }

  List<Measurement> measurements() {
    return measurements;
  }

  List<UsageLoader.Load> loads() {
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
