package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.data.Count;
import java.util.Locale;

/**
 * One cell of the results.
 *
 * @param workload the name of the workload
 * @param contestant the name of the contestant
 * @param latencyMs the latency of a round trip in milliseconds, added by the proxy; 0 for the
 *     loopback without it
 * @param medianUs the median time of a call in microseconds
 * @param p99Us the 99th percentile of the time of a call in microseconds
 * @param count the round trips and bytes of a call
 * @param ratioToFloor the median divided by that of the floor; 0 if there is none
 * @param lowest the lowest ratio of a round; 0 if there is none
 * @param highest the highest ratio of a round; 0 if there is none
 */
public record Measurement(
    String workload,
    String contestant,
    double latencyMs,
    double medianUs,
    double p99Us,
    Count count,
    double ratioToFloor,
    double lowest,
    double highest) {

  /**
   * Returns whether this belongs to a step of the table's growth, so that its workload is {@code
   * growth} and the number of rows.
   */
  public boolean isGrowth() {
    return workload.startsWith("growth");
  }

  /** Returns the workload, the contestant and the latency, the same in every run. */
  public String cell() {
    return workload + ", " + contestant + ", " + number(latencyMs) + " ms";
  }

  public Measurement withP99(double micros) {
    return new Measurement(
        workload, contestant, latencyMs, medianUs, micros, count, ratioToFloor, lowest, highest);
  }

  /** Returns the cell as JSON, with the ratio of several runs. */
  public String json(Figure ratio) {
    return String.format(
        Locale.ROOT,
        "{\"workload\": \"%s\", \"contestant\": \"%s\", \"latency_ms\": %s, \"median_us\": %.1f,"
            + " \"p99_us\": %.1f, \"round_trips\": %s, \"alloc_bytes\": %s,"
            + " \"ratio_to_floor\": %.3f, \"lowest_run\": %.3f, \"highest_run\": %.3f}",
        workload,
        contestant,
        number(latencyMs),
        medianUs,
        p99Us,
        count.roundTrips() == null ? "null" : number(count.roundTrips()),
        count.bytes(),
        ratioToFloor,
        ratio.lowest(),
        ratio.highest());
  }

  public static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  public static String time(double micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.0f µs", micros)
        : String.format(Locale.ROOT, "%.0f ms", micros / 1_000);
  }

  public static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
