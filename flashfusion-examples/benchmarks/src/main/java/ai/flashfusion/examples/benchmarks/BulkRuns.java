package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.examples.benchmarks.Usage.NewUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Times what is too long for many calls: ten thousand rows written, a million read. The floor of
 * writing is {@code copy} without row level security, as {@code psql \copy} sends it.
 */
final class BulkRuns {

  private static final List<Double> LATENCIES_OF_STREAMS = List.of(0.5, 0.0);

  private final World world;
  private final Arena arena;
  private final Pace pace;
  private final int rounds;
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, Double> roundTrips = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();

  BulkRuns(World world, Arena arena, Pace pace, int rounds) {
    this.world = world;
    this.arena = arena;
    this.pace = pace;
    this.rounds = rounds;
  }

  List<Measurement> write(int rows) {
    List<NewUsage> usage = world.newUsages(rows);
    String title = "bulk " + rows;
    for (double latency : pace.latencies()) {
      Contestants contestants = arena.at(latency);
      Samples asUser = new Samples();
      Samples asService = new Samples();
      for (int round = 0; round <= rounds; round++) {
        boolean counted = round > 0; // the first warms up
        contestants.forEach(
            (name, contestant) -> {
              double[] time = time(title, name, rows, () -> contestant.bulk(world.writer(), usage));
              if (counted) {
                asUser.add(name, time);
              }
            });
        double[] copy =
            time(
                title,
                Contestants.FLOOR,
                rows,
                () -> contestants.floor().bulk(world.writer(), usage));
        double[] service =
            time(
                title + " as service",
                Contestants.FLASHFUSION,
                rows,
                () -> contestants.flashfusion().bulkAsService(usage));
        if (counted) {
          asService.add(Contestants.FLOOR, copy);
          asService.add(Contestants.FLASHFUSION, service);
        }
        world.clear();
        world.execute("vacuum ai_usage_logs");
      }
      take(title, asUser, latency);
      take(title + " as service", asService, latency);
    }
    return measurements;
  }

  List<Measurement> stream(int rows) {
    String title = "stream " + rows;
    for (double latency : LATENCIES_OF_STREAMS) {
      Contestants contestants = arena.at(latency);
      Samples samples = new Samples();
      int turns = latency == 0 ? rounds : 1;
      for (int round = 0; round < turns; round++) {
        contestants.forEach(
            (name, contestant) ->
                samples.add(name, time(title, name, rows, () -> contestant.stream(world.heavy()))));
      }
      take(title, samples, latency);
    }
    return measurements;
  }

  private void take(String title, Samples samples, double latency) {
    for (String name : samples.contestants()) {
      measurements.add(
          samples.measurement(
              title,
              name,
              latency,
              roundTrips.getOrDefault(title + name, 0.0),
              bytes.getOrDefault(title + name, 0L)));
    }
  }

  private double[] time(String title, String name, int rows, Callable<Long> call) {
    try {
      long before = arena.roundTrips();
      double[] micros = new double[1];
      long allocated =
          Allocation.bytes(
              () -> {
                long start = System.nanoTime();
                long done = call.call();
                micros[0] = (System.nanoTime() - start) / 1e3;
                if (done != rows) {
                  throw new IllegalStateException(
                      title + ": " + name + " has " + done + " rows instead of " + rows);
                }
                return done;
              },
              1);
      if (arena.roundTrips() > before) {
        roundTrips.put(title + name, (double) (arena.roundTrips() - before));
      }
      bytes.put(title + name, allocated);
      return micros;
    } catch (Exception e) {
      throw new IllegalStateException(title + ": " + name + ": " + e.getMessage(), e);
    }
  }
}
