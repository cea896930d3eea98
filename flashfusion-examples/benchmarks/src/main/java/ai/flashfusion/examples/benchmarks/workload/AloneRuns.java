package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures a point read as the only entry of a pipeline, against the same call without one. */
public final class AloneRuns {

  private static final String TITLE = "pipeline of one";

  private final World world;
  private final Arena arena;
  private final Pace pace;

  public AloneRuns(World world, Arena arena, Pace pace) {
    this.world = world;
    this.arena = arena;
    this.pace = pace;
  }

  /** Returns a measurement for each latency, with the plain call as the floor. */
  public List<Measurement> run() {
    List<Measurement> measurements = new ArrayList<>();
    for (double latency : pace.latencies()) {
      FlashFusionCalls library = arena.at(latency).flashfusion();
      AtomicInteger n = new AtomicInteger();
      Callable<?> plain = () -> Workload.POINT_READ.run(library, world, n.incrementAndGet());
      Callable<?> alone =
          () ->
              library.pointReadInPipeline(
                  world.caller(), world.projectOf(world.caller(), n.incrementAndGet()));
      Turn.of(plain, pace.warmUpMs());
      Turn.of(alone, pace.warmUpMs());
      Count plainCount = arena.count(plain);
      Count aloneCount = arena.count(alone);
      Samples samples = new Samples();
      for (int round = 0; round < 2 * pace.rounds(); round++) {
        samples.add(Contestants.FLOOR, Turn.of(plain, pace.turnMs()));
        samples.add(Contestants.FLASHFUSION, Turn.of(alone, pace.turnMs()));
      }
      measurements.add(samples.measurement(TITLE, Contestants.FLOOR, latency, plainCount));
      measurements.add(samples.measurement(TITLE, Contestants.FLASHFUSION, latency, aloneCount));
    }
    return measurements;
  }
}
