package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.UsageLoader;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, as JSON and as a table; {@link Page} makes a page of the manual from them.
 */
public final class Report {

  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<UsageLoader.Load> loads = new ArrayList<>();
  private List<RlsRuns.Cost> costs = List.of();
  private List<PoolRuns.Throughput> pools = List.of();
  private List<PlatformRuns.Sum> sums = List.of();
  private List<Sizes.Artifact> sizes = List.of();
  private @Nullable Explained month;
  private long smallHeapRows;

  public void fact(String name, String value) {
    facts.put(name, value);
  }

  public void add(List<Measurement> more) {
    measurements.addAll(more);
  }

  public void load(UsageLoader.Load load) {
    loads.add(load);
  }

  public void costs(List<RlsRuns.Cost> found) {
    costs = found;
  }

  public void pools(List<PoolRuns.Throughput> found) {
    pools = found;
  }

  public void sums(List<PlatformRuns.Sum> found) {
    sums = found;
  }

  public void sizes(List<Sizes.Artifact> found) {
    sizes = found;
  }

  public void month(Explained found) {
    month = found;
  }

  public void smallHeapRows(long passed) {
    smallHeapRows = passed;
  }

  public Map<String, String> facts() {
    return facts;
  }

  public List<Measurement> measurements() {
    return measurements;
  }

  public List<UsageLoader.Load> loads() {
    return loads;
  }

  public List<RlsRuns.Cost> costs() {
    return costs;
  }

  public List<PoolRuns.Throughput> pools() {
    return pools;
  }

  public List<PlatformRuns.Sum> sums() {
    return sums;
  }

  public List<Sizes.Artifact> sizes() {
    return sizes;
  }

  /** Returns the plan for a user's month, or null if it was not measured. */
  public @Nullable Explained month() {
    return month;
  }

  /** Returns how many rows a stream read in a heap of 64 MB; 0 if it was not measured. */
  public long smallHeapRows() {
    return smallHeapRows;
  }

  public String json() {
    return measurements.stream()
        .map(Measurement::json)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** Returns the ratios to the floor, with a line for each workload and latency. */
  public String table() {
    Set<String> contestants = new LinkedHashSet<>();
    Map<String, Map<String, Measurement>> lines = new LinkedHashMap<>();
    for (Measurement m : measurements) {
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
            table.append(" | ");
            table.append(m == null ? "" : String.format(Locale.ROOT, "%.2f", m.ratioToFloor()));
          }
          table.append(" |\n");
        });
    return table.toString();
  }
}
