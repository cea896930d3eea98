package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The goals, and whether the medians of the runs reach them. A goal without measurements has no
 * line.
 */
public final class Goals {

  private static final Set<String> READS = Set.of("point read", "page of 20", "usage summary");
  private static final Set<String> SINGLE =
      Set.of("point read", "page of 20", "usage summary", "insert one");
  private static final Set<String> USUAL = Set.of("jdbc", "jooq", "spring-data-jpa", "jdbi");
  private static final String FIVE_READS = "page of five reads";
  private static final String FIVE_WRITES = "five writes";

  /**
   * The bytes of a call, as {@link ClientRuns} and the stream counted them when the goal was set,
   * which is to halve them.
   */
  private static final Map<String, Long> BYTES_BEFORE =
      Map.of("point read", 20_800L, "page of 20", 87_700L, "stream 1000000", 2_411_214_300L);

  private final Runs runs;
  private final List<String> lines = new ArrayList<>();

  public Goals(Runs runs) {
    this.runs = runs;
  }

  /** Returns a line of a table for each goal, with everything that was measured for it. */
  public List<String> lines() {
    exactly("round trips of a scoped read or write", 1, SINGLE);
    exactly("round trips of a transaction of five", 6, Set.of("transaction of five"));
    exactly("round trips of a pipeline of five", 1, Set.of(FIVE_READS, FIVE_WRITES));
    atMost("scoped read at 2 ms, times the floor", 1.10, ratios(READS, 2));
    atMost("scoped read at 0.5 ms, times the floor", 1.25, ratios(READS, 0.5));
    atMost("scoped read on loopback, times the floor", 2, ratios(READS, 0));
    pipelines();
    client();
    atLeast("times faster than each of 3 to 6, on loopback", 1, fasterThanUsual(ms -> ms == 0));
    atLeast("times faster than each of 3 to 6, from 0.5 ms up", 2.5, fasterThanUsual(ms -> ms > 0));
    bulk(" as service", 1.05);
    bulk("", 1.2);
    atMost(
        "stream of a million rows, times bare pgjdbc",
        1.2,
        report -> own(report, m -> m.workload().startsWith("stream"), Measurement::ratioToFloor));
    smallHeap();
    atMost("row level security of my rows, in loopback round trips", 1, Goals::costs);
    atMost("my rows while the table grows, last times first", 1.3, Goals::growth);
    month();
    overhead();
    atMost(
        "start to the first row, times pgjdbc + HikariCP + jOOQ",
        1.5,
        report -> own(report, m -> m.workload().equals("start"), Measurement::ratioToFloor));
    return lines;
  }

  private void pipelines() {
    String reads = "five reads in a pipeline";
    Set<String> fiveReads = Set.of(FIVE_READS);
    atMost(reads + " at 2 ms, times five of the floor", 0.3, ratios(fiveReads, 2));
    atMost(reads + " at 0.5 ms, times five of the floor", 0.5, ratios(fiveReads, 0.5));
    atMost(reads + " on loopback, times five of the floor", 1, ratios(fiveReads, 0));
    atLeast(
        reads + ", times faster than Vert.x's",
        1,
        report ->
            own(
                report,
                m -> m.workload().equals(FIVE_READS),
                m -> fastest(report, m, Set.of("vertx")) / m.medianUs()));
    atMost(
        "five writes in a pipeline at 2 ms, times the floor's transaction",
        0.35,
        ratios(Set.of(FIVE_WRITES), 2));
    atMost(
        "a pipeline of one, times the plain call, where 0.05 is noise",
        1.05,
        report ->
            report.alone().stream()
                .filter(Goals::isOwn)
                .collect(
                    Collectors.toMap(
                        Goals::latency,
                        Measurement::ratioToFloor,
                        Double::max,
                        LinkedHashMap::new)));
  }

  private void client() {
    atMost("point read, µs of the calling thread", 45, report -> micros(report, "point read"));
    atMost("page of 20, µs of the calling thread", 100, report -> micros(report, "page of 20"));
    atMost(
        "bytes that a call allocates, times those when this goal was set",
        0.5,
        report -> {
          Map<String, Double> cells = new LinkedHashMap<>();
          for (ClientRuns.Cost cost : report.client()) {
            Long before = BYTES_BEFORE.get(cost.workload());
            if (before != null && cost.contestant().equals(Contestants.FLASHFUSION)) {
              cells.put(cost.workload(), (double) cost.bytes() / before);
            }
          }
          for (Measurement m : report.measurements()) {
            Long before = BYTES_BEFORE.get(m.workload());
            Long bytes = m.count().bytes();
            if (before != null && bytes != null && isOwn(m)) {
              cells.putIfAbsent(m.workload(), (double) bytes / before);
            }
          }
          return cells;
        });
  }

  private static Map<String, Double> micros(Report report, String workload) {
    return report.client().stream()
        .filter(cost -> cost.workload().equals(workload))
        .collect(
            Collectors.toMap(
                ClientRuns.Cost::contestant,
                ClientRuns.Cost::micros,
                Double::max,
                LinkedHashMap::new));
  }

  private Function<Report, Map<String, Double>> fasterThanUsual(Predicate<Double> latency) {
    return report ->
        own(
            report,
            m -> SINGLE.contains(m.workload()) && latency.test(m.latencyMs()),
            m -> fastest(report, m, USUAL) / m.medianUs());
  }

  private void bulk(String as, double bound) {
    Predicate<Measurement> bulk = m -> m.workload().matches("bulk \\d+" + as);
    String who = as.isEmpty() ? " as a user under RLS" : as;
    atMost(
        "10,000 rows" + who + ", times `\\copy` without RLS",
        bound,
        report -> own(report, bulk, Measurement::ratioToFloor));
    atLeast(
        "10,000 rows" + who + ", times faster than Spring Data JPA",
        5,
        report -> {
          Map<String, Double> cells = new LinkedHashMap<>();
          for (Measurement m : report.measurements()) {
            if (isOwn(m) && bulk.test(m)) {
              report.measurements().stream()
                  .filter(o -> o.contestant().equals("spring-data-jpa"))
                  .filter(o -> o.workload().equals(m.workload().replace(" as service", "")))
                  .filter(o -> o.latencyMs() == m.latencyMs())
                  .forEach(o -> cells.put(cell(m), o.medianUs() / m.medianUs()));
            }
          }
          return cells;
        });
  }

  private void smallHeap() {
    List<Long> rows = runs.last().smallHeapRows();
    if (!rows.isEmpty()) {
      line(
          "stream of a million rows in a 64 MB heap: passes",
          String.format(Locale.ROOT, "%,d rows", rows.get(0)),
          verdict(true, 0));
    }
  }

  private static Map<String, Double> costs(Report report) {
    Map<String, Double> costs = new LinkedHashMap<>();
    report.costs().forEach(cost -> costs.put(cost.table(), cost.inRoundTrips()));
    return costs;
  }

  private static Map<String, Double> growth(Report report) {
    List<Measurement> steps =
        report.measurements().stream().filter(m -> m.isGrowth() && isOwn(m)).toList();
    if (steps.size() < 2) {
      return Map.of();
    }
    Measurement first = steps.get(0);
    Measurement last = steps.get(steps.size() - 1);
    return Map.of(
        last.workload().replace("growth", "from 10000 to"), last.medianUs() / first.medianUs());
  }

  private void month() {
    for (Explained month : runs.last().months()) {
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
    runs.figures(report -> micros(report, "point read"))
        .forEach(
            (contestant, micros) -> {
              if (contestant.equals(Contestants.FLASHFUSION)) {
                line(
                    "overhead of the library alone: profiled, the three largest parts named, and"
                        + " cut",
                    micros.text() + " µs of the calling thread for a point read",
                    "see [What a call costs](../decisions/log/2026-11-hot-path.md)");
              }
            });
  }

  private void exactly(String goal, int bound, Set<String> workloads) {
    atMost(
        goal,
        bound,
        report -> {
          Map<String, Double> cells = new LinkedHashMap<>();
          for (Measurement m : report.measurements()) {
            Double roundTrips = m.count().roundTrips();
            if (isOwn(m) && workloads.contains(m.workload()) && roundTrips != null) {
              cells.merge(m.workload(), roundTrips, Double::max);
            }
          }
          return cells;
        });
  }

  private static Function<Report, Map<String, Double>> ratios(
      Set<String> workloads, double latency) {
    return report ->
        own(
            report,
            m -> workloads.contains(m.workload()) && m.latencyMs() == latency,
            Measurement::ratioToFloor);
  }

  private static Map<String, Double> own(
      Report report, Predicate<Measurement> which, Function<Measurement, Double> value) {
    Map<String, Double> cells = new LinkedHashMap<>();
    report.measurements().stream()
        .filter(m -> isOwn(m) && which.test(m))
        .forEach(m -> cells.put(cell(m), value.apply(m)));
    return cells;
  }

  private static double fastest(Report report, Measurement than, Set<String> contestants) {
    return report.measurements().stream()
        .filter(m -> m.workload().equals(than.workload()) && m.latencyMs() == than.latencyMs())
        .filter(m -> contestants.contains(m.contestant()))
        .mapToDouble(Measurement::medianUs)
        .min()
        .orElse(Double.NaN);
  }

  private static boolean isOwn(Measurement m) {
    return m.contestant().equals(Contestants.FLASHFUSION);
  }

  private static String cell(Measurement m) {
    return m.workload() + ", " + latency(m);
  }

  private static String latency(Measurement m) {
    return Measurement.number(m.latencyMs()) + " ms";
  }

  private void atMost(String goal, double bound, Function<Report, Map<String, Double>> find) {
    Map<String, Figure> cells = runs.figures(find);
    double worst = bounding(cells).mapToDouble(Figure::median).max().orElse(0);
    cells(goal + ": at most " + number(bound), cells, worst <= bound, worst / bound - 1);
  }

  private void atLeast(String goal, double bound, Function<Report, Map<String, Double>> find) {
    Map<String, Figure> cells = runs.figures(find);
    double worst = bounding(cells).mapToDouble(Figure::median).min().orElse(0);
    cells(goal + ": at least " + number(bound), cells, worst >= bound, 1 - worst / bound);
  }

  /** Returns the figures that the goal is about; the floor's own is only shown beside them. */
  private static Stream<Figure> bounding(Map<String, Figure> cells) {
    return cells.entrySet().stream()
        .filter(cell -> !cell.getKey().equals(Contestants.FLOOR))
        .map(Map.Entry::getValue);
  }

  private void cells(String goal, Map<String, Figure> cells, boolean reached, double by) {
    if (!cells.isEmpty()) {
      line(
          goal,
          cells.entrySet().stream()
              .map(cell -> cell.getKey() + ": " + cell.getValue().text())
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
