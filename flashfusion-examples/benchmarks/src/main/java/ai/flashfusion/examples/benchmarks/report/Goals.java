package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The goals, and whether the measurements reach them. A goal without measurements has no line. */
public final class Goals {

  private static final Set<String> READS = Set.of("point read", "page of 20", "usage summary");
  private static final Set<String> SINGLE =
      Set.of("point read", "page of 20", "usage summary", "insert one");
  private static final Set<String> USUAL = Set.of("jdbc", "jooq", "spring-data-jpa", "jdbi");

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  public Goals(Report report) {
    this.report = report;
  }

  /** Returns a line of a table for each goal, with everything that was measured for it. */
  public List<String> lines() {
    exactly("round trips of a scoped read or write", 1, SINGLE);
    exactly("round trips of a transaction of five", 6, Set.of("transaction of five"));
    Map<String, Double> loopback = new LinkedHashMap<>();
    Map<String, Double> distant = new LinkedHashMap<>();
    Map<String, Double> faster = new LinkedHashMap<>();
    Map<String, Double> muchFaster = new LinkedHashMap<>();
    for (Measurement m : own(SINGLE)) {
      if (READS.contains(m.workload())) {
        (m.latencyMs() == 0 ? loopback : distant).put(cell(m), m.ratioToFloor());
      }
      (m.latencyMs() == 0 ? faster : muchFaster).put(cell(m), fastestUsual(m) / m.medianUs());
    }
    atMost("scoped read on loopback, times the floor", 1.25, loopback);
    atMost("scoped read from 0.5 ms up, times the floor", 1.05, distant);
    atLeast("times faster than the fastest of 3 to 6, on loopback", 1, faster);
    atLeast("times faster than the fastest of 3 to 6, from 0.5 ms up", 2.5, muchFaster);
    bulk();
    Map<String, Double> stream = new LinkedHashMap<>();
    report.measurements().stream()
        .filter(m -> m.workload().startsWith("stream") && isOwn(m))
        .forEach(m -> stream.put(cell(m), m.ratioToFloor()));
    atMost("stream of a million rows, times bare pgjdbc", 1.15, stream);
    if (report.smallHeapRows() > 0) {
      line(
          "stream of a million rows in a 64 MB heap: passes",
          String.format(Locale.ROOT, "%,d rows", report.smallHeapRows()),
          verdict(true, 0));
    }
    Map<String, Double> costs = new LinkedHashMap<>();
    report.costs().forEach(cost -> costs.put(cost.table(), cost.inRoundTrips()));
    atMost("row level security of my rows, in loopback round trips", 1, costs);
    growth();
    month();
    overhead();
    Map<String, Double> start = new LinkedHashMap<>();
    own(Set.of("start")).forEach(m -> start.put("cold JVM", m.ratioToFloor()));
    atMost("start to the first row, times pgjdbc + HikariCP + jOOQ", 1.5, start);
    return lines;
  }

  private void exactly(String goal, int bound, Set<String> workloads) {
    Map<String, Double> cells = new LinkedHashMap<>();
    for (Measurement m : own(workloads)) {
      Double roundTrips = m.count().roundTrips();
      if (roundTrips != null) {
        cells.put(m.workload(), roundTrips);
      }
    }
    atMost(goal, bound, cells);
  }

  private void bulk() {
    for (String as : List.of(" as service", "")) {
      Map<String, Double> copy = new LinkedHashMap<>();
      Map<String, Double> jpa = new LinkedHashMap<>();
      for (Measurement m : report.measurements()) {
        if (isOwn(m) && m.workload().matches("bulk \\d+" + as)) {
          String latency = Measurement.number(m.latencyMs()) + " ms";
          copy.put(latency, m.ratioToFloor());
          report.measurements().stream()
              .filter(o -> o.contestant().equals("spring-data-jpa"))
              .filter(o -> o.latencyMs() == m.latencyMs() && m.workload().startsWith(o.workload()))
              .forEach(o -> jpa.put(latency, o.medianUs() / m.medianUs()));
        }
      }
      String who = as.isEmpty() ? " as a user under RLS" : as;
      atMost("10,000 rows" + who + ", times `\\copy` without RLS", 1.2, copy);
      atLeast("10,000 rows" + who + ", times faster than Spring Data JPA", 5, jpa);
    }
  }

  private void growth() {
    List<Measurement> steps =
        report.measurements().stream().filter(m -> m.isGrowth() && isOwn(m)).toList();
    if (steps.size() > 1) {
      Measurement first = steps.get(0);
      Measurement last = steps.get(steps.size() - 1);
      atMost(
          "my rows while the table grows, last times first",
          1.3,
          Map.of(
              last.workload().replace("growth", "from 10000 to"),
              last.medianUs() / first.medianUs()));
    }
  }

  private void month() {
    Explained month = report.month();
    if (month != null) {
      line(
          "a user's month of usage: that user's pages only",
          month.pages() + " pages in all, " + String.join(", ", month.scans()),
          verdict(month.isIndexOnly("ai_usage_logs"), 0));
    }
  }

  /**
   * Adds the goal for overhead. Where the time goes is found with a profiler and described by hand.
   */
  private void overhead() {
    for (Measurement m : own(Set.of("point read"))) {
      Long bytes = m.count().bytes();
      if (m.latencyMs() == 0 && bytes != null) {
        line(
            "overhead of the library alone: profiled, the three largest parts named, and cut",
            String.format(Locale.ROOT, "%.1f kB allocated by a point read", bytes / 1e3),
            "see [What a call costs](../decisions/log/2026-11-hot-path.md)");
      }
    }
  }

  private double fastestUsual(Measurement than) {
    return report.measurements().stream()
        .filter(m -> m.workload().equals(than.workload()) && m.latencyMs() == than.latencyMs())
        .filter(m -> USUAL.contains(m.contestant()))
        .mapToDouble(Measurement::medianUs)
        .min()
        .orElse(Double.NaN);
  }

  private List<Measurement> own(Set<String> workloads) {
    return report.measurements().stream()
        .filter(m -> isOwn(m) && workloads.contains(m.workload()))
        .toList();
  }

  private static boolean isOwn(Measurement m) {
    return m.contestant().equals(Contestants.FLASHFUSION);
  }

  private static String cell(Measurement m) {
    return m.workload()
        + (m.latencyMs() == 0 ? "" : ", " + Measurement.number(m.latencyMs()) + " ms");
  }

  private void atMost(String goal, double bound, Map<String, Double> cells) {
    double worst = cells.values().stream().mapToDouble(c -> c).max().orElse(0);
    cells(goal + ": at most " + number(bound), cells, worst <= bound, worst / bound - 1);
  }

  private void atLeast(String goal, double bound, Map<String, Double> cells) {
    double worst = cells.values().stream().mapToDouble(c -> c).min().orElse(0);
    cells(goal + ": at least " + number(bound), cells, worst >= bound, 1 - worst / bound);
  }

  private void cells(String goal, Map<String, Double> cells, boolean reached, double by) {
    if (!cells.isEmpty()) {
      line(
          goal,
          cells.entrySet().stream()
              .map(cell -> cell.getKey() + ": " + number(cell.getValue()))
              .collect(Collectors.joining("; ")),
          verdict(reached, by));
    }
  }

  private static String verdict(boolean reached, double by) {
    return reached
        ? "reached"
        : by == 0 ? "**missed**" : String.format(Locale.ROOT, "**missed** by %.0f %%", 100 * by);
  }

  private void line(String goal, String measured, String verdict) {
    lines.add("| " + goal + " | " + measured + " | " + verdict + " |");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
  }
}
