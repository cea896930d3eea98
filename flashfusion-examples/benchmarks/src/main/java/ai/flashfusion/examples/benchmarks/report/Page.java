package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.UsageLoader;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code docs/benchmark/results.md}, and the page of spreads behind it. Every number is
 * the median of the runs.
 */
public final class Page {

  private final Runs runs;
  private final StringBuilder page = new StringBuilder();

  public Page(Runs runs) {
    this.runs = runs;
  }

  /** Returns the text of the page: the goals first, then the ratios, then the details. */
  public String text() {
    page.append(
        """
        # Performance

        Written by `./mvnw -Pbench -Dbench=summary`; do not edit. How it is measured stands in [How we measure](../how-it-works/measuring.md), where the time of a
        call goes in [What a call costs, and where](../decisions/log/2026-11-hot-path.md). Every claim is a ratio to the floor of the same run: hand-written JDBC
        **without** row level security. Numbers are medians of the runs; brackets hold the lowest and the highest run. A load average far above the number of cores means that others used the machine: trust
        counts then, and not times.

        """);
    runs.facts().forEach((name, value) -> line("- %s: %s", name, value));
    section(
        "Goals",
        "Each with all that was measured for it: the median of the runs, of which the worst"
            + " counts.");
    line("| goal | measured | |%n|---|---|---|");
    new Goals(runs).lines().forEach(line -> page.append(line).append('\n'));
    section(
        "Times the floor",
        "The floor's median, and the ratio of the others' to it: less is better.");
    page.append(runs.table());
    Plot.names(runs.measurements()).forEach((plot, about) -> line("%n![%s](%s)", about, plot));
    line("%nSpreads and 99th percentiles: [spread.md](spread.md).");
    alone();
    counts();
    client();
    growth();
    pools();
    costs();
    sums();
    loads();
    sizes();
    return page.toString();
  }

  /** Returns the text of {@code docs/benchmark/spread.md}. */
  public static String spread(Runs runs) {
    StringBuilder lines =
        new StringBuilder(
            """
            # Spread

            Written together with [Performance](results.md). The 99th percentile is of all rounds of a run together. The ratio to the
            floor is that of each run, in their order; the last column has the lowest and the highest of a single round.

            | workload | latency, ms | contestant | median | p99 | ratio of each run | of a round |
            |---|---:|---|---:|---:|---:|---:|
            """);
    Map<String, List<Measurement>> cells = runs.cells();
    for (Measurement m : runs.measurements()) {
      lines.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %.2f–%.2f |%n",
              m.workload(),
              Measurement.number(m.latencyMs()),
              m.contestant(),
              Measurement.time(m.medianUs()),
              Measurement.time(m.p99Us()),
              cells.getOrDefault(m.cell(), List.of()).stream()
                  .map(run -> Measurement.ratio(run.ratioToFloor()))
                  .collect(Collectors.joining(", ")),
              m.lowest(),
              m.highest()));
    }
    return lines.toString();
  }

  private void alone() {
    Map<String, Figure> ratios = runs.ratios(Report::alone);
    if (ratios.isEmpty()) {
      return;
    }
    section(
        "A pipeline of one",
        "A point read as the only entry of a pipeline, times the plain call in the same turns.");
    line("| latency, ms | plain call | pipeline | times | kilobytes, plain | in the pipeline |");
    line("|---:|---:|---:|---:|---:|---:|");
    List<Measurement> alone = runs.alone();
    for (int i = 0; i + 1 < alone.size(); i += 2) {
      Measurement plain = alone.get(i);
      Measurement pipeline = alone.get(i + 1);
      line(
          "| %s | %s | %s | %s | %s | %s |",
          Measurement.number(plain.latencyMs()),
          Measurement.time(plain.medianUs()),
          Measurement.time(pipeline.medianUs()),
          Objects.requireNonNull(ratios.get(pipeline.cell())).text(),
          kilobytes(plain.count().bytes()),
          kilobytes(pipeline.count().bytes()));
    }
  }

  private void client() {
    List<ClientRuns.Cost> costs =
        runs.rows(
            Report::client,
            cost -> cost.workload() + ", " + cost.contestant(),
            same ->
                new ClientRuns.Cost(
                    same.get(0).workload(),
                    same.get(0).contestant(),
                    Runs.median(same, ClientRuns.Cost::micros),
                    (long) Runs.median(same, ClientRuns.Cost::bytes)));
    if (costs.isEmpty()) {
      return;
    }
    section(
        "The client's own share",
        """
        Processor time and bytes of the calling thread on loopback, of the round that took least: whatever else runs on the machine
        can only add to them.\
        """);
    line("| call | contestant | processor time | allocated |%n|---|---|---:|---:|");
    for (ClientRuns.Cost cost : costs) {
      line(
          "| %s | %s | %s | %s |",
          cost.workload(),
          cost.contestant(),
          Measurement.time(cost.micros()),
          kilobytes(cost.bytes()));
    }
  }

  private void counts() {
    Map<String, Map<String, Measurement>> lines = new LinkedHashMap<>();
    Set<String> contestants = new LinkedHashSet<>();
    for (Measurement m : runs.measurements()) {
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
    return (roundTrips == null ? "–" : Measurement.number(roundTrips))
        + ", "
        + kilobytes(count.bytes());
  }

  private static String kilobytes(@Nullable Long bytes) {
    return bytes == null ? "–" : String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3);
  }

  private void growth() {
    List<Measurement> steps = runs.measurements().stream().filter(Measurement::isGrowth).toList();
    if (steps.isEmpty()) {
      return;
    }
    section(
        "Growth",
        "One person's month of usage by model, the same rows, while those of others around them"
            + " grow.");
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
    List<PoolRuns.Throughput> pools =
        runs.rows(
            Report::pools,
            pool -> pool.size() + ", " + pool.latency(),
            same ->
                new PoolRuns.Throughput(
                    same.get(0).size(),
                    same.get(0).latency(),
                    Runs.median(same, PoolRuns.Throughput::perSecond),
                    Runs.median(same, PoolRuns.Throughput::p99)));
    if (pools.isEmpty()) {
      return;
    }
    Map<String, Figure> ofDefault = runs.figures(Page::ofDefault);
    section(
        "Pool",
        String.format(
            Locale.ROOT,
            """
            Point reads that 64 callers get done over pools of different sizes, times what they get done over the default of %d; and how long one
            call in a hundred takes at least, its wait for a connection included.\
            """,
            PoolRuns.DEFAULT));
    line("| latency, ms | connections | calls per second | times the default | p99 |");
    line("|---:|---:|---:|---:|---:|");
    for (PoolRuns.Throughput pool : pools) {
      line(
          "| %s | %d | %,.0f | %s | %s |",
          Measurement.number(pool.latency()),
          pool.size(),
          pool.perSecond(),
          Objects.requireNonNull(ofDefault.get(pool.size() + ", " + pool.latency())).text(),
          Measurement.time(pool.p99()));
    }
  }

  private static Map<String, Double> ofDefault(Report report) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (PoolRuns.Throughput pool : report.pools()) {
      double byDefault =
          report.pools().stream()
              .filter(p -> p.size() == PoolRuns.DEFAULT && p.latency() == pool.latency())
              .mapToDouble(PoolRuns.Throughput::perSecond)
              .findAny()
              .orElse(Double.NaN);
      ratios.put(pool.size() + ", " + pool.latency(), pool.perSecond() / byDefault);
    }
    return ratios;
  }

  private void costs() {
    List<RlsRuns.Cost> costs =
        runs.rows(
            Report::costs,
            RlsRuns.Cost::table,
            same ->
                new RlsRuns.Cost(
                    same.get(0).table(),
                    Runs.median(same, RlsRuns.Cost::underPolicies),
                    Runs.median(same, RlsRuns.Cost::byHand),
                    Runs.median(same, RlsRuns.Cost::roundTrip),
                    (long) Runs.median(same, RlsRuns.Cost::pagesUnderPolicies),
                    (long) Runs.median(same, RlsRuns.Cost::pagesByHand)));
    if (costs.isEmpty()) {
      return;
    }
    Map<String, Figure> differences =
        runs.figures(
            report ->
                report.costs().stream()
                    .collect(Collectors.toMap(RlsRuns.Cost::table, RlsRuns.Cost::inRoundTrips)));
    section(
        "What row level security costs",
        String.format(
            Locale.ROOT,
            """
            The caller's newest rows of each table, under policies and by hand with the filter written out; on connections that keep
            their identity. The difference is in loopback round trips: a `select 1` took %s in the same turns.\
            """,
            Measurement.time(costs.get(0).roundTrip())));
    line("| table | by hand | under policies | difference | pages by hand | under policies |");
    line("|---|---:|---:|---:|---:|---:|");
    for (RlsRuns.Cost cost : costs) {
      line(
          "| %s | %s | %s | %s | %d | %d |",
          cost.table(),
          Measurement.time(cost.byHand()),
          Measurement.time(cost.underPolicies()),
          Objects.requireNonNull(differences.get(cost.table())).text(),
          cost.pagesByHand(),
          cost.pagesUnderPolicies());
    }
  }

  private void sums() {
    List<Explained> months = runs.last().months();
    List<PlatformRuns.Sum> sums =
        runs.rows(
            Report::sums,
            PlatformRuns.Sum::what,
            same ->
                new PlatformRuns.Sum(
                    same.get(0).what(),
                    Runs.median(same, PlatformRuns.Sum::floorMs),
                    Runs.median(same, PlatformRuns.Sum::flashfusionMs),
                    (long) Runs.median(same, PlatformRuns.Sum::pages),
                    same.get(same.size() - 1).rollup()));
    if (sums.isEmpty() && months.isEmpty()) {
      return;
    }
    section(
        "Usage summed",
        """
        One user's month, in a table of all usage, reads one stretch of one index. Everybody's is the service's `byModel` and `daily`
        over all days, from the [rollup](../guides/usage.md#everybodys-usage); the floor scans the rows.\
        """);
    line(
        "| what | floor | flashfusion | pages of the floor | of the rollup | which is read by"
            + " |%n|---|---:|---:|---:|---:|---|");
    for (Explained month : months) {
      line(
          "| a user's month, by model | as `usage summary` | | %,d | | %s |",
          month.pages(), String.join("<br>", month.scans()));
    }
    for (PlatformRuns.Sum sum : sums) {
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
    List<UsageLoader.Load> loads =
        runs.rows(
            Report::loads,
            load -> load.by() + load.rows(),
            same ->
                new UsageLoader.Load(
                    same.get(0).by(),
                    same.get(0).rows(),
                    Runs.median(same, UsageLoader.Load::seconds)));
    if (loads.isEmpty()) {
      return;
    }
    section(
        "Loading",
        "Usage rows, in this order, each step into the table as the steps before left it.");
    line("| by | rows | seconds | rows per second |%n|---|---:|---:|---:|");
    for (UsageLoader.Load load : loads) {
      line(
          "| %s | %,d | %.1f | %,.0f |",
          load.by(), load.rows(), load.seconds(), load.rows() / load.seconds());
    }
  }

  private void sizes() {
    List<Sizes.Artifact> sizes = runs.last().sizes();
    List<Sizes.Artifact> others = sizes.stream().filter(a -> !a.isOwn()).toList();
    if (others.isEmpty()) {
      return;
    }
    section(
        "Start and size",
        String.format(
            Locale.ROOT,
            "`start` above is from the start of the JVM to the first row, pool and checks of"
                + " `connect` included.%n`flashfusion-core` brings %d jars of others, %.1f MB in"
                + " all.",
            others.size(),
            others.stream().mapToLong(Sizes.Artifact::bytes).sum() / 1e6));
    line("| jar | kB | what for |%n|---|---:|---|");
    for (Sizes.Artifact artifact : sizes) {
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
