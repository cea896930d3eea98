package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One or several runs of the same code on the same data, each in a JVM of its own. */
public final class Runs {

  private static final Pattern FILE = Pattern.compile("run-(\\d+)\\.json");

  /** The facts without which runs say nothing about each other. */
  private static final List<String> SAME =
      List.of("run", "code", "machine", "JDK", "versions", "trace", "data", "Postgres");

  private final List<Report> reports;

  public Runs(List<Report> reports) {
    Report first = reports.get(0);
    for (Report other : reports) {
      for (String fact : SAME) {
        if (!first.fact(fact).equals(other.fact(fact))) {
          throw new IllegalArgumentException(
              "These runs differ in '%s': %s, and %s. Delete the run-*.json of one of them."
                  .formatted(fact, first.fact(fact), other.fact(fact)));
        }
      }
    }
    this.reports = List.copyOf(reports);
  }

  /** Returns the full runs that left their results in the directory. */
  public static Runs in(Path directory) throws IOException {
    List<Report> reports = files(directory).stream().map(Report::read).toList();
    if (reports.isEmpty()) {
      throw new IllegalStateException(
          directory + " has no run-*.json: run ./mvnw -Pbench three times first");
    }
    return new Runs(reports);
  }

  /** Returns the file for the results of one more run. */
  public static Path next(Path directory) throws IOException {
    int last = files(directory).stream().mapToInt(Runs::number).max().orElse(0);
    return directory.resolve("run-" + (last + 1) + ".json");
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
          .sorted((a, b) -> number(a) - number(b))
          .toList();
    }
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
  }

  public int size() {
    return reports.size();
  }

  public Report last() {
    return reports.get(reports.size() - 1);
  }

  /** Returns the facts of all runs; where they differ, one after the other. */
  public Map<String, String> facts() {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    all.put("runs", Set.of(String.valueOf(size())));
    for (Report report : reports) {
      report
          .facts()
          .forEach((k, v) -> all.computeIfAbsent(k, first -> new LinkedHashSet<>()).add(v));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    all.forEach((name, values) -> facts.put(name, String.join("; ", values)));
    return facts;
  }

  /** Returns what a function finds in each of the runs, as a figure for each name. */
  public Map<String, Figure> figures(Function<Report, Map<String, Double>> find) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Report report : reports) {
      find.apply(report)
          .forEach((k, v) -> values.computeIfAbsent(k, first -> new ArrayList<>()).add(v));
    }
    Map<String, Figure> figures = new LinkedHashMap<>();
    values.forEach((name, found) -> figures.put(name, Figure.of(found)));
    return figures;
  }

  /** Returns a row for each key, from the rows with this key in all runs. */
  public <T> List<T> rows(
      Function<Report, List<T>> rows, Function<T, Object> key, Function<List<T>, T> median) {
    return reports.stream()
        .flatMap(report -> rows.apply(report).stream())
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(median)
        .toList();
  }

  public static <T> double median(Collection<T> rows, ToDoubleFunction<T> value) {
    return Figure.median(rows.stream().mapToDouble(value).toArray());
  }

  public List<Measurement> measurements() {
    return rows(Report::measurements, Measurement::cell, Runs::median);
  }

  public List<Measurement> alone() {
    return rows(Report::alone, Measurement::cell, Runs::median);
  }

  /** Returns the ratio to the floor for each {@link Measurement#cell}. */
  public Map<String, Figure> ratios(Function<Report, List<Measurement>> measurements) {
    return figures(
        report ->
            measurements.apply(report).stream()
                .filter(m -> m.ratioToFloor() > 0)
                .collect(Collectors.toMap(Measurement::cell, Measurement::ratioToFloor)));
  }

  private static Measurement median(List<Measurement> same) {
    Measurement first = same.get(0);
    return new Measurement(
        first.workload(),
        first.contestant(),
        first.latencyMs(),
        median(same, Measurement::medianUs),
        median(same, Measurement::p99Us),
        count(same.stream().map(Measurement::count).toList()),
        median(same, Measurement::ratioToFloor),
        same.stream().mapToDouble(Measurement::lowest).min().orElse(0),
        same.stream().mapToDouble(Measurement::highest).max().orElse(0));
  }

  private static Count count(List<Count> same) {
    List<Double> roundTrips =
        same.stream().map(Count::roundTrips).filter(Objects::nonNull).toList();
    List<Long> bytes = same.stream().map(Count::bytes).filter(Objects::nonNull).toList();
    return new Count(
        roundTrips.isEmpty() ? null : median(roundTrips, value -> value),
        bytes.isEmpty() ? null : (long) median(bytes, value -> value));
  }

  /** Returns the measurements as JSON, with the ratio of the lowest and the highest run. */
  public String json() {
    Map<String, Figure> ratios = ratios(Report::measurements);
    return measurements().stream()
        .map(m -> m.json(ratios.getOrDefault(m.cell(), new Figure(0, 0, 0, 0))))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** Returns the ratios to the floor, with a line for each workload and latency. */
  public String table() {
    Map<String, Figure> ratios = ratios(Report::measurements);
    Set<String> contestants = new LinkedHashSet<>();
    Map<String, Map<String, Measurement>> lines = new LinkedHashMap<>();
    for (Measurement m : measurements()) {
      if (m.isGrowth()) {
        continue;
      }
      contestants.add(m.contestant());
      String line = m.workload() + " | " + Measurement.number(m.latencyMs());
      lines.computeIfAbsent(line, key -> new LinkedHashMap<>()).put(m.contestant(), m);
    }
    contestants.remove(Contestants.FLOOR);
    StringBuilder table =
        new StringBuilder("| workload | latency, ms | floor | ")
            .append(String.join(" | ", contestants))
            .append(" |\n|---|---:|---:|")
            .append("---:|".repeat(contestants.size()))
            .append('\n');
    lines.forEach(
        (line, cells) -> {
          table.append("| ").append(line).append(" | ");
          Measurement floor = cells.get(Contestants.FLOOR);
          table.append(floor == null ? "" : Measurement.time(floor.medianUs()));
          for (String contestant : contestants) {
            Measurement m = cells.get(contestant);
            Figure ratio = m == null ? null : ratios.get(m.cell());
            table.append(" | ").append(ratio == null ? "" : ratio.text());
          }
          table.append(" |\n");
        });
    return table.toString();
  }

  /** Returns the measurements of all runs for each {@link Measurement#cell}. */
  public Map<String, List<Measurement>> cells() {
    return reports.stream()
        .flatMap(report -> report.measurements().stream())
        .collect(Collectors.groupingBy(Measurement::cell, LinkedHashMap::new, Collectors.toList()));
  }
}
