package ai.flashfusion.examples.benchmarks;

import java.util.Locale;

/**
 * One cell of the results.
 *
 * @param workload what was done
 * @param contestant who did it
 * @param latencyMs of a round trip, added by the proxy; 0 is the loopback without it
 * @param medianUs of a call
 * @param p99Us of a call
 * @param count of a call
 * @param ratioToFloor the median by that of the floor; 0 where there is none
 * @param spread from the lowest to the highest ratio of a round, as text
 */
record Measurement(
    String workload,
    String contestant,
    double latencyMs,
    double medianUs,
    double p99Us,
    Count count,
    double ratioToFloor,
    String spread) {

  /**
   * Returns whether it is a step of the table's growth, and its workload {@code growth} and the
   * rows.
   */
  boolean isGrowth() {
    return workload.startsWith("growth");
  }

  Measurement withP99(double micros) {
    return new Measurement(
        workload, contestant, latencyMs, medianUs, micros, count, ratioToFloor, spread);
  }

  String json() {
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

  static String time(double micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.0f µs", micros)
        : String.format(Locale.ROOT, "%.0f ms", micros / 1_000);
  }

  static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
