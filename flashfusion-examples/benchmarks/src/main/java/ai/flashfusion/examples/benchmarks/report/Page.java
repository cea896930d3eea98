package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.UsageLoader;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The page {@code docs/benchmark/results.md}, and the page of spreads behind it. */
public final class Page {

  private final Report report;
  private final StringBuilder page = new StringBuilder();

  public Page(Report report) {
    this.report = report;
  }

  /** Returns the text of the page: the goals first, then the ratios, then the details. */
  public String text() {
    page.append(
        """
        # Performance

        Written by `./mvnw -Pbench`; do not edit. How it is measured stands in [How we measure](../how-it-works/measuring.md), where the time of a
        call goes in [What a call costs, and where](../decisions/log/2026-11-hot-path.md). Every claim is a ratio to the floor of the same run: hand-written JDBC
        **without** row level security. A load average far above the number of cores means that others used the machine: trust
        counts then, and not times.

        """);
    report.facts().forEach((name, value) -> line("- %s: %s", name, value));
    section("Goals", "Each with all that was measured for it; the worst counts.");
    line("| goal | measured | |%n|---|---|---|");
    new Goals(report).lines().forEach(line -> page.append(line).append('\n'));
    section(
        "Times the floor",
        "The floor's median, and the ratio of the others' to it: less is better.");
    page.append(report.table());
    Plot.names(report.measurements()).forEach((plot, about) -> line("%n![%s](%s)", about, plot));
    line("%nSpreads and 99th percentiles: [spread.md](spread.md).");
    counts();
    growth();
    pools();
    costs();
    sums();
    loads();
    sizes();
    return page.toString();
  }

  /** Returns the text of {@code docs/benchmark/spread.md}. */
  public static String spread(Report report) {
    StringBuilder lines =
        new StringBuilder(
            """
            # Spread

            Written by `./mvnw -Pbench` together with [Performance](results.md). The 99th percentile is of all rounds together; the
            last column is the lowest and the highest ratio to the floor of a single round.

            | workload | latency, ms | contestant | median | p99 | ratio |
            |---|---:|---|---:|---:|---:|
            """);
    for (Measurement m : report.measurements()) {
      lines.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s |%n",
              m.workload(),
              Measurement.number(m.latencyMs()),
              m.contestant(),
              Measurement.time(m.medianUs()),
              Measurement.time(m.p99Us()),
              m.spread()));
    }
    return lines.toString();
  }

  private void counts() {
    Map<String, Map<String, Measurement>> lines = new LinkedHashMap<>();
    Set<String> contestants = new LinkedHashSet<>();
    for (Measurement m : report.measurements()) {
      if (m.count().bytes() != null || m.count().roundTrips() != null) {
        lines.computeIfAbsent(m.workload(), key -> new LinkedHashMap<>()).put(m.contestant(), m);
        contestants.add(m.contestant());
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    section(
        "Round trips, and kilobytes allocated",
        "Of one call, by the client. A dash was not counted.");
    line("| workload | %s |", String.join(" | ", contestants));
    line("|---|%s", "---:|".repeat(contestants.size()));
    lines.forEach(
        (workload, cells) -> {
          page.append("| ").append(workload);
          for (String contestant : contestants) {
            Measurement m = cells.get(contestant);
            page.append(" | ").append(m == null ? "" : count(m.count()));
          }
          page.append(" |\n");
        });
  }

  private static String count(Count count) {
    Double roundTrips = count.roundTrips();
    Long bytes = count.bytes();
    return (roundTrips == null ? "–" : Measurement.number(roundTrips))
        + ", "
        + (bytes == null ? "–" : String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3));
  }

  private void growth() {
    List<Measurement> steps = report.measurements().stream().filter(Measurement::isGrowth).toList();
    if (steps.isEmpty()) {
      return;
    }
    section(
        "Growth",
        "One person's month of usage by model, the same rows, while those of others around them grow.");
    line("| usage rows | contestant | median | p99 |%n|---:|---|---:|---:|");
    for (Measurement m : steps) {
      line(
          "| %,d | %s | %s | %s |",
          Long.parseLong(m.workload().replace("growth ", "")),
          m.contestant(),
          Measurement.time(m.medianUs()),
          Measurement.time(m.p99Us()));
    }
    line("%n![What it takes while the table grows](growth.svg)");
  }

  private void pools() {
    if (report.pools().isEmpty()) {
      return;
    }
    section(
        "Pool",
        String.format(
            Locale.ROOT,
            """
            Point reads that 64 callers get done over pools of different sizes, times what they get done over the default of %d; and how long one
            call in a hundred takes at least, its wait for a connection included.""",
            PoolRuns.DEFAULT));
    line("| latency, ms | connections | calls per second | times the default | p99 |");
    line("|---:|---:|---:|---:|---:|");
    for (PoolRuns.Throughput pool : report.pools()) {
      line(
          "| %s | %d | %,.0f | %.2f | %s |",
          Measurement.number(pool.latency()),
          pool.size(),
          pool.perSecond(),
          pool.perSecond() / ofDefault(pool.latency()),
          Measurement.time(pool.p99()));
    }
  }

  private double ofDefault(double latency) {
    return report.pools().stream()
        .filter(pool -> pool.size() == PoolRuns.DEFAULT && pool.latency() == latency)
        .mapToDouble(PoolRuns.Throughput::perSecond)
        .findAny()
        .orElse(Double.NaN);
  }

  private void costs() {
    if (report.costs().isEmpty()) {
      return;
    }
    section(
        "What row level security costs",
        String.format(
            Locale.ROOT,
            """
            The caller's newest rows of each table, under policies and by hand with the filter written out; on connections that keep
            their identity. The difference is in loopback round trips: a `select 1` took %s in the same turns.""",
            Measurement.time(report.costs().get(0).roundTrip())));
    line("| table | by hand | under policies | difference | pages by hand | under policies |");
    line("|---|---:|---:|---:|---:|---:|");
    for (RlsRuns.Cost cost : report.costs()) {
      line(
          "| %s | %s | %s | %.2f | %d | %d |",
          cost.table(),
          Measurement.time(cost.byHand()),
          Measurement.time(cost.underPolicies()),
          cost.inRoundTrips(),
          cost.pagesByHand(),
          cost.pagesUnderPolicies());
    }
  }

  private void sums() {
    Explained month = report.month();
    if (report.sums().isEmpty() && month == null) {
      return;
    }
    section(
        "Usage summed",
        """
        One user's month, in a table of all usage, reads one stretch of one index. Everybody's is the service's `byModel` and `daily`
        over all days, from the [rollup](../guides/usage.md#everybodys-usage); the floor scans the rows.""");
    line(
        "| what | floor | flashfusion | pages of the floor | of the rollup | which is read by |%n|---|---:|---:|---:|---:|---|");
    if (month != null) {
      line(
          "| a user's month, by model | as `usage summary` | | %,d | | %s |",
          month.pages(), String.join("<br>", month.scans()));
    }
    for (PlatformRuns.Sum sum : report.sums()) {
      line(
          "| %s | %,.0f ms | %,.1f ms | %,d | %,d | %s |",
          sum.what(),
          sum.floorMs(),
          sum.flashfusionMs(),
          sum.pages(),
          sum.rollup().pages(),
          String.join("<br>", sum.rollup().scans()));
    }
  }

  private void loads() {
    if (report.loads().isEmpty()) {
      return;
    }
    section(
        "Loading",
        "Usage rows, in this order, each step into the table as the steps before left it.");
    line("| by | rows | seconds | rows per second |%n|---|---:|---:|---:|");
    for (UsageLoader.Load load : report.loads()) {
      line(
          "| %s | %,d | %.1f | %,.0f |",
          load.by(), load.rows(), load.seconds(), load.rows() / load.seconds());
    }
  }

  private void sizes() {
    List<Sizes.Artifact> others = report.sizes().stream().filter(a -> !a.isOwn()).toList();
    if (others.isEmpty()) {
      return;
    }
    section(
        "Start and size",
        String.format(
            Locale.ROOT,
            "`start` above is from the start of the JVM to the first row, pool and checks of `connect` included.%n"
                + "`flashfusion-core` brings %d jars of others, %.1f MB in all.",
            others.size(),
            others.stream().mapToLong(Sizes.Artifact::bytes).sum() / 1e6));
    line("| jar | kB | what for |%n|---|---:|---|");
    for (Sizes.Artifact artifact : report.sizes()) {
      line("| %s | %,d | %s |", artifact.name(), artifact.bytes() / 1_000, artifact.reason());
    }
  }

  private void section(String title, String about) {
    line("%n## %s%n%n%s%n", title, about);
  }

  private void line(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
