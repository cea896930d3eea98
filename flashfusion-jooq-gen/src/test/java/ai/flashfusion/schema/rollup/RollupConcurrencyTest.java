package ai.flashfusion.schema.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Checks that each snapshot has the sums of its rows, whoever writes, folds and rebuilds at the
 * same time.
 */
class RollupConcurrencyTest {

  private static final int WRITERS = 4;
  private static final int TRANSACTIONS = 150;

  private static final String INSERT =
      """
      insert into public.ai_usage_logs (user_id, provider, model, prompt_tokens, cost_usd, created_at)
      select id, 'openai', 'model ' || i %% 3, i, 0.000001 * i, timestamptz '2026-01-01Z' + %d * interval '10 minutes'
      from public.profiles, generate_series(1, %d) i
      """;

  private final SchemaDatabase database = SchemaDatabase.migrated();
  private final AtomicInteger writing = new AtomicInteger(WRITERS);

  @Test
  void everySnapshotHasTheSumsOfItsRows() throws Exception {
    try (Sql owner = database.sql()) {
      Person.signUp(owner, "alice");
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int seed = i;
        writers.add(threads.submit(() -> write(new Random(seed))));
      }
      Future<Integer> folded = threads.submit(whileWriting(Rollup::fold));
      Future<Integer> alsoFolded = threads.submit(whileWriting(Rollup::fold));
      Future<Integer> rebuilt = threads.submit(whileWriting(Rollup::rebuild));
      Future<Integer> compared =
          threads.submit(
              whileWriting(
                  sql -> {
                    assertThat(Rollup.differences(sql)).isEmpty();
                    return 1;
                  }));
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isEqualTo(TRANSACTIONS);
      }
      assertThat(folded.get() + alsoFolded.get()).isPositive();
      assertThat(rebuilt.get()).isPositive();
      assertThat(compared.get()).isGreaterThan(10);
    } finally {
      threads.shutdownNow();
    }
    try (Sql owner = database.sql()) {
      assertThat(Rollup.differences(owner)).isEmpty();
      Rollup.fold(owner);
      assertThat(Rollup.differences(owner)).isEmpty();
      assertThat(Rollup.unfolded(owner)).isZero();
    }
  }

  @Test
  void insertsWaitForNeitherFoldNorRebuild() {
    try (Sql owner = database.sql();
        Sql busy = database.transaction()) {
      Person alice = Person.signUp(owner, "alice");
      owner.run(INSERT.formatted(0, 10));
      Rollup.fold(busy);
      Rollup.rebuild(busy);

      try (Sql user = database.asUser(alice)) {
        user.run("set local lock_timeout = '1ms'");
        user.run(INSERT.formatted(0, 10));
        user.commit();
      }
      assertThat(Rollup.differences(owner)).isEmpty();
      busy.commit();
      assertThat(Rollup.unfolded(owner)).isEqualTo(3);
      assertThat(Rollup.differences(owner)).isEmpty();
    }
  }

  @Test
  void aSecondFoldWaitsForTheFirst() {
    try (Sql owner = database.sql();
        Sql first = database.transaction();
        Sql second = database.sql()) {
      Person.signUp(owner, "alice");
      owner.run(INSERT.formatted(0, 10));
      Rollup.fold(first);
      String backend = second.backend();
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(
              () -> Rollup.fold(second), task -> new Thread(task).start());
      owner.awaitLockWait(backend, waiting);
      assertThat(waiting).isNotDone();
      first.commit();

      assertThat(waiting.join()).isZero();
      assertThat(Rollup.differences(owner)).isEmpty();
    }
  }

  /** Each transaction is its own; some are undone, some of the rows come late. */
  private int write(Random random) {
    try {
      int done = 0;
      for (; done < TRANSACTIONS; done++) {
        try (Sql sql = database.transaction()) {
          if (random.nextInt(100) == 0) {
            sql.run("truncate public.ai_usage_logs");
          }
          sql.run(INSERT.formatted(random.nextInt(60), 1 + random.nextInt(3)));
          switch (random.nextInt(8)) {
            case 0 ->
                sql.run(
                    "update public.ai_usage_logs set completion_tokens = 1 where id in"
                        + " (select id from public.ai_usage_logs order by id limit 3 for update skip locked)");
            case 1 ->
                sql.run(
                    "delete from public.ai_usage_logs where id in"
                        + " (select id from public.ai_usage_logs order by id limit 2 for update skip locked)");
            default -> {}
          }
          if (random.nextInt(5) > 0) {
            sql.commit();
          }
        }
      }
      return done;
    } finally {
      writing.decrementAndGet();
    }
  }

  private interface Work {
    int on(Sql sql);
  }

  private Callable<Integer> whileWriting(Work work) {
    return () -> {
      int sum = 0;
      try (Sql sql = database.sql()) {
        while (writing.get() > 0) {
          sum += work.on(sql);
        }
      }
      return sum;
    };
  }
}
