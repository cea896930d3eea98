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
 * @param spread the lowest and the highest ratio of a round, as text
 */
public record Measurement(
    String workload,
    String contestant,
    double latencyMs,
    double medianUs,
    double p99Us,
    Count count,
    double ratioToFloor,
    String spread) {

  /**
   * Returns whether this belongs to a step of the table's growth, so that its workload is {@code
   * growth} and the number of rows.
   */
  public boolean isGrowth() {
    return workload.startsWith("growth");
  }

  public Measurement withP99(double micros) {
    return new Measurement(
        workload, contestant, latencyMs, medianUs, micros, count, ratioToFloor, spread);
  }

  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"workload\": \"%s\", \"contestant\": \"%s\", \"latency_ms\": %s, \"median_us\": %.1f,"
            + " \"p99_us\": %.1f, \"round_trips\": %s, \"alloc_bytes\": %s,"
            + " \"ratio_to_floor\": %.3f}",
        workload,
        contestant,
        number(latencyMs),
        medianUs,
        p99Us,
        count.roundTrips() == null ? "null" : number(count.roundTrips()),
        count.bytes(),
        ratioToFloor);
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
