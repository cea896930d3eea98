package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Times work that takes too long for many calls: writing ten thousand rows, and reading a million.
 * The floor of writing is {@code copy} without row level security, as sent by {@code psql \copy}.
 */
public final class BulkRuns {

  /**
   * The latencies for writes. Loopback comes first, as a contestant that is slow there is not
   * measured again.
   */
  private static final List<Double> LATENCIES_OF_WRITES = List.of(0.0, 0.5, 2.0);

  private static final List<Double> LATENCIES_OF_STREAMS = List.of(0.5, 0.0);

  /**
   * The time in microseconds for a write on loopback above which a contestant is not measured with
   * latency.
   */
  private static final double SLOW = 5e6;

  private final World world;
  private final Arena arena;
  private final int rounds;
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, Count> counts = new HashMap<>();
  private final Set<String> slow = new HashSet<>();

  public BulkRuns(World world, Arena arena, int rounds) {
    this.world = world;
    this.arena = arena;
    this.rounds = rounds;
  }

  /**
   * Measures writing. The usual ways have one turn, which comes last and after an unmeasured one on
   * loopback; the floor and the library have one in each round.
   */
  public List<Measurement> write(int rows) {
    List<NewUsage> usage = world.newUsages(rows);
    for (double latency : LATENCIES_OF_WRITES) {
      Contestants contestants = arena.at(latency);
      Samples asUser = new Samples();
      Samples asService = new Samples();
      for (int round = 0; round <= rounds; round++) {
        boolean everybody = round == rounds || (round == 0 && latency == 0);
        round(contestants, usage, asUser, asService, round, everybody);
        world.clear();
        world.execute("vacuum ai_usage_logs");
      }
      take("bulk " + rows, asUser, latency);
      take("bulk " + rows + " as service", asService, latency);
    }
    return measurements;
  }

  private void round(
      Contestants contestants,
      List<NewUsage> usage,
      Samples asUser,
      Samples asService,
      int round,
      boolean everybody) {
    String title = "bulk " + usage.size();
    contestants.forEach(
        (name, contestant) -> {
          if (!hasTurn(name, everybody)) {
            return;
          }
          double[] time =
              time(title, name, usage.size(), () -> contestant.bulk(world.writer(), usage));
          if (round > 0) { // the first warms up
            asUser.add(name, time);
            if (isUsual(name) && time[0] > SLOW) {
              slow.add(name);
            }
            if (name.equals(Contestants.FLOOR)) {
              asService.add(name, time);
            }
          }
        });
    double[] service =
        time(
            title + " as service",
            Contestants.FLASHFUSION,
            usage.size(),
            () -> contestants.flashfusion().bulkAsService(usage));
    if (round > 0) {
      asService.add(Contestants.FLASHFUSION, service);
    }
  }

  /** Measures reading. The usual ways have one turn, the last, like in {@link #write}. */
  public List<Measurement> stream(int rows) {
    String title = "stream " + rows;
    for (double latency : LATENCIES_OF_STREAMS) {
      Contestants contestants = arena.at(latency);
      Samples samples = new Samples();
      boolean cold = latency == LATENCIES_OF_STREAMS.get(0);
      for (int round = cold ? 0 : 1; round <= rounds; round++) {
        boolean counted = round > 0; // the first warms up
        boolean everybody = round == rounds;
        contestants.forEach(
            (name, contestant) -> {
              if (hasTurn(name, everybody)) {
                double[] time = time(title, name, rows, () -> contestant.stream(world.heavy()));
                if (counted) {
                  samples.add(name, time);
                }
              }
            });
      }
      take(title, samples, latency);
    }
    return measurements;
  }

  private boolean hasTurn(String contestant, boolean everybody) {
    return !isUsual(contestant) || (everybody && !slow.contains(contestant));
  }

  private static boolean isUsual(String contestant) {
    return !contestant.equals(Contestants.FLOOR) && !contestant.equals(Contestants.FLASHFUSION);
  }

  private void take(String title, Samples samples, double latency) {
    for (String name : samples.contestants()) {
      measurements.add(
          samples.measurement(
              title, name, latency, counts.getOrDefault(title + name, Count.UNKNOWN)));
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
      long trips = arena.roundTrips() - before; // 0 without the proxy
      counts.merge(
          title + name, new Count(trips == 0 ? null : (double) trips, allocated), Count::or);
      return micros;
    } catch (Exception e) {
      throw new IllegalStateException(title + ": " + name + ": " + e.getMessage(), e);
    }
  }
}
