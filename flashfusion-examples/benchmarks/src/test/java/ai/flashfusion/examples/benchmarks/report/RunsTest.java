package ai.flashfusion.examples.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks how one figure is made from several runs. */
class RunsTest {

  @TempDir private Path directory;

  @Test
  void statesTheMedianWithTheLowestAndTheHighestRun() {
    Runs runs = new Runs(List.of(run(1.08), run(1.30), run(1.05)));

    assertThat(runs.table()).contains("| point read | 2 | 2400 µs | 1.08 (1.05–1.30) |");
    assertThat(runs.json())
        .contains("\"ratio_to_floor\": 1.080, \"lowest_run\": 1.050, \"highest_run\": 1.300");
  }

  @Test
  void judgesGoalsByTheMedian() {
    assertThat(new Goals(new Runs(List.of(run(1.08), run(1.30), run(1.05)))).lines())
        .contains(
            "| scoped read at 2 ms, times the floor: at most 1.1 |"
                + " point read, 2 ms: 1.08 (1.05–1.30) | reached |");
    assertThat(new Goals(new Runs(List.of(run(1.21), run(1.00), run(1.30)))).lines())
        .contains(
            "| scoped read at 2 ms, times the floor: at most 1.1 |"
                + " point read, 2 ms: 1.21 (1.00–1.30) | **missed** by 10 % |");
  }

  @Test
  void showsNoBracketsForASingleRun() {
    assertThat(new Runs(List.of(run(1.08))).table()).contains("| 2400 µs | 1.08 |");
  }

  @Test
  void readsBackWhatARunWrote() throws IOException {
    run(1.08).write(Runs.next(directory));
    run(1.05).write(Runs.next(directory));

    assertThat(directory.resolve("run-2.json")).exists();
    Runs runs = Runs.in(directory);
    assertThat(runs.size()).isEqualTo(2);
    assertThat(runs.last()).isEqualTo(run(1.05));
    assertThat(new Page(runs).text())
        .contains("- runs: 2", "1.07 (1.05–1.08)", "| profiles | 100 µs | 160 µs | 0.60 |")
        .contains("| 2 | 4 | 900 | 1 |", "| point read | flashfusion | 44 µs | 10.0 kB |");
    assertThat(Page.spread(runs)).contains("| 1.08, 1.05 | 0.90–1.40 |");
  }

  @Test
  void refusesRunsOfDifferentCode() throws IOException {
    run(1.08).write(Runs.next(directory));
    Report other = run(1.05);
    other.fact("code", "changed");
    other.write(Runs.next(directory));

    assertThatThrownBy(() -> Runs.in(directory))
        .hasMessage(
            "These runs differ in 'code': same, and changed. Delete the run-*.json of one of"
                + " them.");
  }

  @Test
  void saysWhatIsMissingWithoutARun() throws IOException {
    Files.createFile(directory.resolve("results.json"));

    assertThatThrownBy(() -> Runs.in(directory))
        .hasMessage(directory + " has no run-*.json: run ./mvnw -Pbench three times first");
  }

  @Test
  void plotsWhereTheRunsLie() throws IOException {
    Plot.write(new Runs(List.of(run(1.08), run(1.30), run(1.05))), directory);

    assertThat(directory.resolve("times-the-floor-2ms.svg"))
        .content()
        .contains(">1.08</text>")
        .containsPattern("<line [^>]*stroke=\"#222\"/>");
  }

  private static Report run(double ratio) {
    Report report = Report.empty();
    report.fact("code", "same");
    report.measurements().add(measurement(Contestants.FLOOR, 1));
    report.measurements().add(measurement(Contestants.FLASHFUSION, ratio));
    report.costs().add(new RlsRuns.Cost("profiles", 160, 100, 100, 3, 3));
    report.pools().add(new PoolRuns.Throughput(4, 2, 900, 5));
    report.pools().add(new PoolRuns.Throughput(PoolRuns.DEFAULT, 2, 900, 5));
    report.client().add(new ClientRuns.Cost("point read", Contestants.FLASHFUSION, 44, 10_000));
    return report;
  }

  private static Measurement measurement(String contestant, double ratio) {
    return new Measurement(
        "point read",
        contestant,
        2,
        2400 * ratio,
        3000,
        new Count(1.0, null),
        ratio,
        contestant.equals(Contestants.FLOOR) ? 1 : 0.9,
        contestant.equals(Contestants.FLOOR) ? 1 : 1.4);
  }
}
