package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks that the comparison with the matrix notices mistakes: each policy, grant and guard is
 * loosened by itself, each policy is dropped, and that must make a difference. The worlds are
 * always the same.
 */
@Tag("thorough")
class MutationTest {

  /** The number of worlds, as the next may have an occasion that one has not. */
  private static final int WORLDS = 4;

  /** The mutants that may be loosened without any consequence. */
  private static final Set<String> HARMLESS =
      Set.of(
          // No column that says whose profile it is may be updated, so it stays the caller's.
          "alter policy profiles_update on public.profiles with check (true)");

  @Test
  void noticesEveryMutation() throws SQLException {
    long start = System.nanoTime();
    List<Mutant> survivors = new ArrayList<>();
    int mutants = 0;
    for (int seed = 1; seed <= WORLDS && (seed == 1 || !survivors.isEmpty()); seed++) {
      World world = WorldGenerator.generate(seed, 0);
      try (TestDatabase embedded = TestDatabase.start();
          Database database = Database.load(embedded.owner(), world)) {
        if (seed == 1) {
          Comparison unchanged =
              new Comparison(world, database, seed, 3).of(List.of(Relation.values())).ofCards();
          assertThat(Difference.summary(unchanged.differences())).isEmpty();
          database.rollback();
          survivors = Mutant.of(database);
          survivors.removeIf(mutant -> HARMLESS.contains(mutant.statement()));
          mutants = survivors.size();
        }
        survivors = survivors(survivors, world, database, seed);
      }
    }
    System.out.printf("mutation: %d mutants, %.1f s%n", mutants, (System.nanoTime() - start) / 1e9);
    assertThat(survivors).isEmpty();
  }

  private static List<Mutant> survivors(
      List<Mutant> mutants, World world, Database database, long seed) throws SQLException {
    List<Mutant> survivors = new ArrayList<>();
    for (Mutant mutant : mutants) {
      database.execute(mutant.statement());
      if (Privileges.differences(database, mutant.relation()).isEmpty()
          && !new Comparison(world, database, seed, 3).differs(mutant.relation())) {
        survivors.add(mutant);
      }
      database.rollback();
    }
    return survivors;
  }
}
