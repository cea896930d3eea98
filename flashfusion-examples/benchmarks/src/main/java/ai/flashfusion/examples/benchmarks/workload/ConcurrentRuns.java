package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures many callers at once over each contestant's pool of eight. */
public final class ConcurrentRuns {

  private final Arena arena;
  private final Callers callers;
  private final int rounds;
  private final Map<String, Count> counts = new HashMap<>();

  public ConcurrentRuns(Arena arena, Callers callers, int rounds) {
    this.arena = arena;
    this.callers = callers;
    this.rounds = rounds;
  }

  public List<Measurement> run(List<Double> latencies) {
    List<Measurement> measurements = new ArrayList<>();
    for (double latency : latencies) {
      measurements.addAll(measure(arena.at(latency), latency));
    }
    return measurements;
  }

  private List<Measurement> measure(Contestants contestants, double latency) {
    Samples samples = new Samples();
    Samples calls = new Samples();
    for (int round = 0; round <= rounds; round++) {
      boolean counted = round > 0; // the first warms up
      contestants.forEach(
          (name, contestant) -> {
            Callers.Calls turn = turn(name, contestant);
            if (counted) {
              samples.add(name, new double[] {callers.microsPerCall(turn)});
              calls.add(name, turn.times());
            }
          });
    }
    List<Measurement> measurements = new ArrayList<>();
    for (String name : samples.contestants()) {
      measurements.add(
          samples
              .measurement(
                  "concurrent " + callers.number(),
                  name,
                  latency,
                  counts.getOrDefault(name, Count.UNKNOWN))
              .withP99(calls.p99(name)));
    }
    return measurements;
  }

  private Callers.Calls turn(String name, Contestant contestant) {
    long before = arena.roundTrips();
    Callers.Calls calls = callers.turn(contestant);
    int done = calls.times().length;
    long trips = arena.roundTrips() - before;
    counts.merge(
        name,
        new Count(
            trips == 0 ? null : (double) trips / done,
            Callers.VIRTUAL ? null : calls.bytes() / done),
        Count::or);
    return calls;
  }
}
