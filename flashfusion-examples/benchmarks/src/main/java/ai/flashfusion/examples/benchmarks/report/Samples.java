package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.Statistics;

/** The times of the contestants in each round, for one workload at one latency, in microseconds. */
public final class Samples {

  private final Map<String, List<double[]>> rounds = new LinkedHashMap<>();

  /** Adds a round of a contestant. */
  public void add(String contestant, double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    rounds.computeIfAbsent(contestant, name -> new ArrayList<>()).add(sorted);
  }

  public void add(String contestant, Statistics times) {
    double[] all = new double[Math.toIntExact(times.getN())];
    int next = 0;
    for (Iterator<Map.Entry<Double, Long>> entry = times.getRawData(); entry.hasNext(); ) {
      Map.Entry<Double, Long> value = entry.next();
      for (long i = 0; i < value.getValue(); i++) {
        all[next++] = value.getKey();
      }
    }
    add(contestant, all);
  }

  public double median(String contestant) {
    return quantile(all(contestant), 0.5);
  }

  public double p99(String contestant) {
    return quantile(all(contestant), 0.99);
  }

  /**
   * Returns the ratios of each round's median to that of the floor in the same round, the lowest
   * first.
   */
  private double[] ratios(String contestant) {
    List<double[]> own = rounds.getOrDefault(contestant, List.of());
    List<double[]> floor = rounds.getOrDefault(Contestants.FLOOR, List.of());
    double[] ratios = new double[Math.min(own.size(), floor.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = quantile(own.get(i), 0.5) / quantile(floor.get(i), 0.5);
    }
    Arrays.sort(ratios);
    return ratios;
  }

  public Measurement measurement(
      String workload, String contestant, double latencyMs, Count count) {
    double[] ratios = ratios(contestant);
    double floor = rounds.containsKey(Contestants.FLOOR) ? median(Contestants.FLOOR) : 0;
    return new Measurement(
        workload,
        contestant,
        latencyMs,
        median(contestant),
        p99(contestant),
        count,
        floor == 0 ? 0 : median(contestant) / floor,
        ratios.length == 0 ? 0 : ratios[0],
        ratios.length == 0 ? 0 : ratios[ratios.length - 1]);
  }

  public Iterable<String> contestants() {
    return rounds.keySet();
  }

  private double[] all(String contestant) {
    double[] all =
        rounds.getOrDefault(contestant, List.of()).stream()
            .flatMapToDouble(Arrays::stream)
            .toArray();
    Arrays.sort(all);
    return all;
  }

  private static double quantile(double[] sorted, double q) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.floor((sorted.length - 1) * q)];
  }
}
