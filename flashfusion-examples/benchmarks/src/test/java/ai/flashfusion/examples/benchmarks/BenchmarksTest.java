package ai.flashfusion.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Data;
import ai.flashfusion.examples.benchmarks.data.Scale;
import ai.flashfusion.examples.benchmarks.data.Trace;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.workload.AloneRuns;
import ai.flashfusion.examples.benchmarks.workload.Arena;
import ai.flashfusion.examples.benchmarks.workload.BulkRuns;
import ai.flashfusion.examples.benchmarks.workload.CallRuns;
import ai.flashfusion.examples.benchmarks.workload.Callers;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import ai.flashfusion.examples.benchmarks.workload.ConcurrentRuns;
import ai.flashfusion.examples.benchmarks.workload.GrowthRuns;
import ai.flashfusion.examples.benchmarks.workload.Pace;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import ai.flashfusion.examples.benchmarks.workload.StartRuns;
import ai.flashfusion.examples.benchmarks.workload.Workload;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs every contestant and workload once on little data, and checks that they return the same rows
 * in the promised number of round trips.
 */
@Tag("thorough")
class BenchmarksTest {

  private static final int CONTESTANTS = 7;

  private static EmbeddedFlashFusion embedded;
  private static Data data;
  private static Arena arena;

  @BeforeAll
  static void fill() throws SQLException {
    embedded = EmbeddedFlashFusion.start();
    data = Data.start(embedded, Scale.TEST, Trace.madeUp());
    new GrowthRuns(data, Pace.TEST).run(Scale.TEST.usage());
    arena = new Arena(data.world().target(), true); // or nobody would count
  }

  @AfterAll
  static void close() {
    arena.close();
    embedded.close();
  }

  @Test
  void allContestantsReturnTheSameRowsFromSingleCalls() {
    List<Measurement> measurements =
        new CallRuns(data.world(), arena, Arrays.asList(Workload.values()), Pace.TEST).run();

    assertThat(measurements).hasSize(Workload.values().length * CONTESTANTS);
    assertThat(measurements).allMatch(m -> m.medianUs() > 0 && m.ratioToFloor() > 0);
    assertThat(roundTrips(measurements, Contestants.FLASHFUSION))
        .containsExactlyInAnyOrder(
            "point read: 1",
            "page of 20: 1",
            "usage summary: 1",
            "insert one: 1",
            "transaction of five: 6",
            "page of five reads: 1",
            "five writes: 1");
    assertThat(roundTrips(measurements, Contestants.FLOOR))
        .contains("page of five reads: 5", "five writes: 6");
    // Those of Vert.x vary: Postgres may answer a statement while the next is still being sent.
    assertThat(roundTrips(measurements, "jdbc")).contains("point read: 4");
    assertThat(roundTrips(measurements, "jooq")).contains("point read: 3");
  }

  @Test
  void aPipelineOfOneTakesTheRoundTripOfThePlainCall() {
    assertThat(new AloneRuns(data.world(), arena, Pace.TEST).run())
        .hasSize(2)
        .allMatch(m -> Objects.requireNonNull(m.count().roundTrips()) == 1);
  }

  @Test
  void theClientsOwnShareIsMeasuredForFloorAndLibrary() {
    assertThat(new ClientRuns(data.world(), 1, 1, 1).run())
        .hasSize(8)
        .allMatch(cost -> cost.micros() > 0 && cost.bytes() > 0);
  }

  @Test
  void allContestantsWriteAndStreamAllRows() {
    List<Measurement> written = new BulkRuns(data.world(), arena, 1).write(100);

    assertThat(written).hasSize(3 * (CONTESTANTS + 2));
    // A tenth of the rows belongs to the person with the most usage.
    assertThat(new BulkRuns(data.world(), arena, 1).stream(Scale.TEST.usage() / 10))
        .hasSize(CONTESTANTS * 2);
  }

  @Test
  void allContestantsServeManyCallers() {
    List<Measurement> measurements;
    try (Callers callers = new Callers(data.world(), 16, 1)) {
      measurements = new ConcurrentRuns(arena, callers, 1).run(List.of(0.0));
    }

    assertThat(measurements).hasSize(CONTESTANTS);
    // No exact number, as a pool may test a connection in between.
    assertThat(measurements).noneMatch(m -> m.count().roundTrips() == null);
  }

  @Test
  void poolsOfEverySizeServeManyCallers() {
    try (Callers callers = new Callers(data.world(), 16, 1)) {
      List<PoolRuns.Throughput> pools = new PoolRuns(data.world(), callers, 1).run(List.of(0.0));

      assertThat(pools).extracting(PoolRuns.Throughput::size).contains(PoolRuns.DEFAULT);
      assertThat(pools).allMatch(pool -> pool.perSecond() > 0 && pool.p99() > 0);
    }
  }

  @Test
  void programsOfTheirOwnReadTheSameRows() {
    assertThat(new StartRuns(data.world()).streamInSmallHeap())
        .isEqualTo(Scale.TEST.usage() / Scale.TEST.heavyEvery());
    assertThat(new StartRuns(data.world()).start(1)).allMatch(m -> m.medianUs() > 0);
  }

  @Test
  void policiesLeaveTheCallersRowsOfEveryTable() {
    RlsRuns.fill(data.world());

    assertThat(new RlsRuns(data.world(), 1, 1).run()).hasSize(16);
  }

  @Test
  void aMonthOfUsageIsReadFromOneIndex() {
    assertThat(new PlatformRuns(data.world(), 1).month().isIndexOnly("ai_usage_logs")).isTrue();
  }

  @Test
  void theServiceSumsEverybodysUsage() {
    assertThat(new PlatformRuns(data.world(), 1).run())
        .allMatch(sum -> sum.flashfusionMs() > 0 && sum.rollup().pages() > 0);
  }

  @Test
  void usersLoadTheirOwnUsage() {
    assertThat(data.usage().byUsers(10).rows()).isEqualTo(10 * (Scale.TEST.users() - Data.OTHERS));
  }

  private static List<String> roundTrips(List<Measurement> measurements, String contestant) {
    return measurements.stream()
        .filter(m -> m.contestant().equals(contestant) && m.latencyMs() == 0)
        .map(
            m ->
                m.workload()
                    + ": "
                    + Measurement.number(Objects.requireNonNull(m.count().roundTrips())))
        .collect(Collectors.toList());
  }
}
