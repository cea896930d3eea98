package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.data.UsageLoader;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a run, each list empty for what was not measured. {@link Page} makes a page of the
 * manual from one or several.
 *
 * @param facts the circumstances of the run, by name
 * @param measurements the cells of the table
 * @param alone a pipeline with one entry, with the plain call as its floor
 * @param client the client's own time and bytes
 * @param loads the times of loading
 * @param costs the costs of row level security
 * @param pools the throughput over pools of different sizes
 * @param sums the sums over all usage
 * @param months the plan for a user's month of usage
 * @param smallHeapRows the number of rows that a stream read in a heap of 64 MB
 * @param sizes the library and its dependencies
 */
public record Report(
    Map<String, String> facts,
    List<Measurement> measurements,
    List<Measurement> alone,
    List<ClientRuns.Cost> client,
    List<UsageLoader.Load> loads,
    List<RlsRuns.Cost> costs,
    List<PoolRuns.Throughput> pools,
    List<PlatformRuns.Sum> sums,
    List<Explained> months,
    List<Long> smallHeapRows,
    List<Sizes.Artifact> sizes) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Returns a report to which a run adds its results. */
  public static Report empty() {
    return new Report(
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  public void fact(String name, String value) {
    facts.put(name, value);
  }

  public String fact(String name) {
    return facts.getOrDefault(name, "unknown");
  }

  public static Report read(Path file) {
    return JSON.readValue(file, Report.class);
  }

  public void write(Path file) {
    JSON.writeValue(file, this);
  }
}
