package ai.flashfusion.examples.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * A number that was measured in several runs.
 *
 * @param median the median of the runs
 * @param lowest the number of the run that has the lowest
 * @param highest the number of the run that has the highest
 * @param runs the number of runs that measured it
 */
public record Figure(double median, double lowest, double highest, int runs) {

  public static Figure of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("a figure without a run");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Figure(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  public static double median(double... values) {
    return of(Arrays.stream(values).boxed().toList()).median();
  }

  /** Returns the median, and in brackets the lowest and the highest where they differ. */
  public String text() {
    if (lowest == highest && median == Math.rint(median)) {
      return String.valueOf((long) median); // a count
    }
    return number(lowest).equals(number(highest))
        ? number(median)
        : number(median) + " (" + number(lowest) + "–" + number(highest) + ")";
  }

  private static String number(double value) {
    return Math.abs(value) < 20 ? Measurement.ratio(value) : Math.round(value) + "";
  }
}
