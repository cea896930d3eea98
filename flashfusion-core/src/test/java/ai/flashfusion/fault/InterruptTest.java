package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt of the thread reaches the server; the timeouts only end what would hang. */
@Timeout(120)
class InterruptTest {

  private static final String WAITING =
      "select count(*) from pg_stat_activity where (query like '%pg_sleep(600)%' or wait_event_type = 'Lock')"
          + " and datname = current_database() and state = 'active' and pid <> pg_backend_pid()";

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  @AutoClose final FlashFusion single = embedded.builder().poolSize(1).connect();

  private final Session alice = single.asUser(embedded.signUp("alice@example.com"));
  private final Session bob = single.asUser(embedded.signUp("bob@example.com"));

  private long waiting() {
    return embedded.dsl().resultQuery(WAITING).fetchSingle(0, long.class);
  }

  /** Runs the work in a thread, interrupts it once the server runs it, and returns its failure. */
  private Throwable interrupted(Runnable work) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.set(e);
              }
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (waiting() == 0) {
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join();
    assertThat(stillInterrupted).isTrue();
    return failure.get();
  }

  @Test
  void interruptCancelsReadOnServer() throws Exception {
    assertThat(interrupted(() -> alice.dsl().fetch("select pg_sleep(600)")))
        .isInstanceOf(CallInterruptedException.class)
        .hasMessageContaining("interrupted");
    assertThat(waiting()).isZero();
  }

  @Test
  void interruptedTransactionStoresNothing() throws Exception {
    assertThat(
            interrupted(
                () ->
                    alice.transaction(
                        tx -> {
                          Given.project(tx, "never");
                          tx.dsl().fetch("select pg_sleep(600)");
                        })))
        .isInstanceOf(CallInterruptedException.class);
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
  }

  /** Its identity and key travel alone, and wait for the other transaction under the key. */
  @Test
  void interruptOfTheFirstSavepointIsInterrupt() throws Exception {
    Session other = embedded.flashfusion().session(alice.identity());
    other
        .once("taken")
        .transaction(
            tx -> {
              tx.projects().count();
              assertThat(
                      interrupted(
                          () ->
                              alice
                                  .once("taken")
                                  .transaction(second -> second.transaction(nested -> {}))))
                  .isInstanceOf(CallInterruptedException.class);
            });
  }

  @Test
  void interruptedWriteThatServerCanceledIsNotStored() throws Exception {
    Given.project(bob, "kept");
    assertThat(
            interrupted(
                () ->
                    bob.dsl()
                        .query("update projects set name = 'lost' where pg_sleep(600) is not null")
                        .execute()))
        .isInstanceOf(CallInterruptedException.class);
    assertThat(bob.dsl().fetchValue(PROJECTS.NAME)).isNotEqualTo("lost");
  }

  /** The server reports a cancellation in the same way before and after it has committed. */
  @Test
  void writeThatIsCanceledInItsCommitIsUnknown() throws Exception {
    Given.project(bob, "kept");
    embedded.run(
        """
        create function public.slow() returns trigger language plpgsql as
          'begin perform pg_sleep(600); return null; end';
        create constraint trigger slow after update on public.projects
          deferrable initially deferred for each row execute function public.slow()
        """);
    for (Runnable write :
        List.<Runnable>of(
            () -> bob.dsl().update(PROJECTS).set(PROJECTS.NAME, "x").execute(),
            () ->
                bob.transaction(
                    tx -> tx.dsl().update(PROJECTS).set(PROJECTS.NAME, "x").execute()))) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  write.run();
                } catch (RuntimeException e) {
                  failure.set(e);
                }
              });
      thread.start();
      while (embedded
              .dsl()
              .resultQuery(
                  "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
                      + " and datname = current_database()")
              .fetchSingle(0, int.class)
          == 0) {
        Thread.sleep(5);
      }
      thread.interrupt();
      thread.join();
      assertThat(failure.get()).isInstanceOf(OutcomeUnknownException.class);
    }
  }

  @Test
  void connectionIsReplacedAfterCancellation() throws Exception {
    Object before = backend();
    interrupted(() -> alice.dsl().fetch("select pg_sleep(600)"));
    assertThat(backend()).isNotEqualTo(before);
  }

  /** Returns the process that serves the pool with a single connection. */
  private Object backend() {
    return bob.transactionResult(
        tx -> {
          tx.dsl().fetch("select pg_advisory_xact_lock(4711)");
          return embedded
              .dsl()
              .fetchValue(
                  "select pid from pg_locks where locktype = 'advisory' and objid = 4711"
                      + " and database = (select oid from pg_database where datname = current_database())");
        });
  }

  @Test
  void cancellationNeverReachesNextIdentity() throws Exception {
    for (int i = 0; i < 20; i++) {
      interrupted(() -> alice.dsl().fetch("select pg_sleep(600)"));
      assertThat(bob.dsl().fetchValue("select pg_sleep(0.02) is not null")).isEqualTo(true);
    }
  }
}
