package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that Postgres allows what the matrix allows, in random worlds; half of the statements run
 * in pipelines of the library. The seed is printed, and {@code -Dflashfusion.seed=…} repeats it;
 * {@code -Dflashfusion.worlds=…} sets how many, {@code -Dflashfusion.tables=…} which tables.
 */
class IsolationByModelTest {

  private final AtomicLong cells = new AtomicLong();
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong pipelines = new AtomicLong();

  @Test
  void postgresAllowsWhatTheMatrixAllows() {
    long seed = Long.getLong("flashfusion.seed", new Random().nextInt(1_000_000_000));
    int worlds = Integer.getInteger("flashfusion.worlds", 8);
    System.out.println("isolation by model: -Dflashfusion.seed=" + seed);
    long start = System.nanoTime();

    List<Difference> differences =
        LongStream.range(seed, seed + worlds).parallel().boxed().flatMap(this::world).toList();

    System.out.printf(
        "isolation by model: %,d cells in %,d statements, %,d pipelines, %d worlds, %.1f s%n",
        cells.get(), statements.get(), pipelines.get(), worlds, (System.nanoTime() - start) / 1e9);
    assertThat(Difference.summary(differences)).isEmpty();
    if (tables().size() == Relation.values().length) {
      assertThat(cells.get()).as("cells compared").isGreaterThan(worlds * 20_000L);
      assertThat(pipelines.get()).as("pipelines").isGreaterThan(worlds * 20L);
    }
  }

  private static List<Relation> tables() {
    String tables = System.getProperty("flashfusion.tables", "");
    return Arrays.stream(Relation.values())
        .filter(
            relation ->
                tables.isEmpty() || List.of(tables.split(",", -1)).contains(relation.table()))
        .toList();
  }

  private Stream<Difference> world(long seed) {
    World world = WorldGenerator.generate(seed, 1);
    try (TestDatabase embedded = TestDatabase.start();
        FlashFusion flashfusion =
            embedded.builder().statementTimeout(Duration.ofMinutes(2)).poolSize(1).connect();
        Database database =
            Database.load(embedded.owner(), world).withPipelines(flashfusion, seed)) {
      Comparison comparison = new Comparison(world, database, seed, 3).of(tables()).ofCards();
      cells.addAndGet(comparison.cells());
      statements.addAndGet(comparison.statements());
      pipelines.addAndGet(database.pipelines());
      return comparison.differences().stream()
          .map(
              difference ->
                  new Difference(
                      difference.kind(),
                      difference.sentence() + " [-Dflashfusion.seed=" + seed + "]"));
    } catch (SQLException e) {
      throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
