package ai.flashfusion.examples.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run found out, as JSON, as a table, and as a page of the manual. */
final class Report {

  private static final Clock CLOCK = Clock.systemUTC();

  private final List<Measurement> measurements = new ArrayList<>();
  private final List<UsageLoader.Load> loads = new ArrayList<>();
  private final Map<String, String> facts = new LinkedHashMap<>();

  Report() {
    fact("date", LocalDate.now(CLOCK).toString());
    fact(
        "machine",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores for clients, proxy and Postgres together");
    fact("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    fact("versions", versions());
  }

  void fact(String name, String value) {
    facts.put(name, value);
  }

  void server(Owner owner) {
    fact("Postgres", owner.column("show server_version").get(0) + ", embedded: " + Server.settings());
  }

  void add(List<Measurement> more) {
    measurements.addAll(more);
  }

  void load(UsageLoader.Load load) {
    loads.add(load);
  }

  List<Measurement> measurements() {
    return measurements;
  }

  String json() {
    return measurements.stream()
        .map(Measurement::json)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** Ratios to the floor, a line for each workload and latency. */
  String table() {
    Set<String> contestants = new LinkedHashSet<>();
    Map<String, Map<String, Measurement>> lines = new LinkedHashMap<>();
    for (Measurement m : measurements) {
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
          table.append(floor == null ? "" : time(floor.medianUs()));
          for (String contestant : contestants) {
            Measurement m = cells.get(contestant);
            table.append(" | ");
            table.append(m == null ? "" : String.format(Locale.ROOT, "%.2f", m.ratioToFloor()));
          }
          table.append(" |\n");
        });
    return table.toString();
  }

  /** {@code docs/performance.md}. */
  String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Performance

            Written by `./mvnw -Pbench`; do not edit. `-Dbench=quick` measures the calls alone on less data,
            `-Dbench='bulk 10000'` one workload. How it is measured stands in [How we measure](measuring.md).
            A load average far above the number of cores means that others used the machine: trust counts then, and not times.

            """);
    facts.forEach(
        (name, value) -> page.append("- ").append(name).append(": ").append(value).append('\n'));
    page.append(
        """

        ## Times the floor

        The floor's median, and the ratio of the others' to it: less is better.

        """);
    page.append(table());
    Plot.names(measurements)
        .forEach(
            name ->
                page.append("\n![")
                    .append(name)
                    .append("](performance/")
                    .append(name)
                    .append(")\n"));
    page.append("\n## Goals\n\n| goal | measured | |\n|---|---|---|\n");
    new Goals(measurements).lines().forEach(line -> page.append(line).append('\n'));
    page.append("\n## Round trips and bytes allocated per call\n\n");
    page.append(counts());
    page.append("\n## Spread and 99th percentile\n\n");
    page.append(spreads());
    if (!loads.isEmpty()) {
      page.append(
          "\n## Loading\n\n| by | rows | seconds | rows per second |\n|---|---:|---:|---:|\n");
      for (UsageLoader.Load load : loads) {
        page.append(
            String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %,.0f |%n",
                load.by(),
                load.rows(),
                load.seconds(),
                load.rows() / load.seconds()));
      }
    }
    return page.toString();
  }

  private String counts() {
    StringBuilder lines =
        new StringBuilder("| workload | contestant | round trips | bytes |\n|---|---|---:|---:|\n");
    Set<String> seen = new LinkedHashSet<>();
    for (Measurement m : measurements) {
      if (m.allocBytes() > 0 && seen.add(m.workload() + m.contestant())) {
        lines.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,d |%n",
                m.workload(),
                m.contestant(),
                Measurement.number(m.roundTrips()),
                m.allocBytes()));
      }
    }
    return lines.toString();
  }

  private String spreads() {
    StringBuilder lines =
        new StringBuilder(
            """
            | workload | latency, ms | contestant | median | p99 | ratio, lowest to highest round |
            |---|---:|---|---:|---:|---:|
            """);
    for (Measurement m : measurements) {
      lines.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s |%n",
              m.workload(),
              Measurement.number(m.latencyMs()),
              m.contestant(),
              time(m.medianUs()),
              time(m.p99Us()),
              m.spread()));
    }
    return lines.toString();
  }

  private static String time(double micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.0f µs", micros)
        : String.format(Locale.ROOT, "%.0f ms", micros / 1_000);
  }

  private String versions() {
    List<String> wanted =
        List.of(
            "postgresql-",
            "HikariCP-",
            "jooq-3",
            "spring-data-jpa-",
            "hibernate-core-",
            "jdbi3-core-",
            "vertx-pg-client-",
            "jmh-core-");
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(path -> Path.of(path).getFileName().toString().replace(".jar", ""))
        .filter(jar -> wanted.stream().anyMatch(jar::startsWith))
        .collect(Collectors.joining(", "));
  }
}
