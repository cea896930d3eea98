package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks that no sequence of steps, by one person or several together, reaches what the matrix
 * denies them. The seed is printed, and {@code -Dflashfusion.seed=…} repeats it; {@code
 * -Dflashfusion.sequences=…} sets how many at least.
 */
@Tag("thorough")
class SequenceTest {

  private static final int WORLDS = 4;

  private final AtomicInteger scenes = new AtomicInteger();
  private final AtomicInteger sequences = new AtomicInteger();
  private final AtomicInteger enabled = new AtomicInteger();

  @Test
  void noSequenceReachesWhatTheMatrixDenies() {
    long seed = Long.getLong("flashfusion.seed", new Random().nextInt(1_000_000_000));
    int wanted = Integer.getInteger("flashfusion.sequences", 40_000);
    System.out.println("sequences: -Dflashfusion.seed=" + seed);
    long start = System.nanoTime();

    List<Exploration.Finding> findings =
        LongStream.range(seed, seed + WORLDS)
            .parallel()
            .boxed()
            .flatMap(world -> explore(world, wanted / WORLDS))
            .toList();

    System.out.printf(
        "sequences: %,d in %d scenes, %,d steps that another made possible, %.1f s%n",
        sequences.get(), scenes.get(), enabled.get(), (System.nanoTime() - start) / 1e9);
    assertThat(Script.summary(findings)).isEmpty();
    assertThat(sequences.get()).as("sequences run").isGreaterThanOrEqualTo(wanted);
    assertThat(enabled.get()).as("steps that another made possible").isPositive();
  }

  private Stream<Exploration.Finding> explore(long seed, int wanted) {
    World world = WorldGenerator.withHomes(seed);
    List<Exploration.Finding> findings = new ArrayList<>();
    try (TestDatabase embedded = TestDatabase.start();
        Database database = Database.load(embedded.owner(), world)) {
      Recorder.install(database);
      int run = 0;
      for (Scene scene : Scenes.of(world, seed)) {
        if (run < wanted) {
          Exploration exploration = Exploration.of(database, scene, seed);
          run += exploration.sequences();
          scenes.incrementAndGet();
          enabled.addAndGet(exploration.enabled());
          findings.addAll(exploration.findings());
        }
      }
      sequences.addAndGet(run);
      return findings.stream();
    } catch (SQLException e) {
      throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
