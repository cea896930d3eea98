package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jooq.impl.DSL;

/** Runs callers in threads of their own that begin together. */
final class AtOnce {

  static final int CALLERS = 32;

  private AtOnce() {}

  /**
   * Returns the result of each call, in the order of the callers: "done", or the simple name of the
   * library's exception. Any other failure fails the test.
   */
  static List<String> run(IntConsumer call) throws Exception {
    return run(CALLERS, call);
  }

  static List<String> run(int callers, IntConsumer call) throws Exception {
    CyclicBarrier start = new CyclicBarrier(callers);
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        ends.add(
            threads.submit(
                () -> {
                  start.await();
                  try {
                    call.accept(caller);
                    return "done";
                  } catch (FlashFusionException e) {
                    return e.getClass().getSimpleName();
                  }
                }));
      }
      List<String> outcomes = new ArrayList<>();
      for (Future<String> end : ends) {
        outcomes.add(end.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Waits until a statement waits for the lock of another. */
  static void awaitWaiting(TestDatabase embedded) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (embedded
            .dsl()
            .fetchCount(
                DSL.table("pg_stat_activity"),
                DSL.condition("datname = current_database() and wait_event_type = 'Lock'"))
        == 0) {
      assertThat(System.nanoTime()).as("no statement waits").isLessThan(deadline);
    }
  }
}
