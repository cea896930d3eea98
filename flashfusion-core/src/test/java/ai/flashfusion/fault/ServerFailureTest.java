package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.DatabaseException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server ends a connection or a statement, or cannot do what it is told. */
@Timeout(120)
class ServerFailureTest {

  private static final String BACKENDS =
      " from pg_stat_activity where datname = current_database() and application_name = 'single'";

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool();

  private final AuthUserId aliceId = embedded.signUp("alice@example.com");
  @AutoClose private final FlashFusion single = connect();
  private final Session alice = single.asUser(aliceId);
  private final ProjectId first = project(alice, "first");
  private final ProjectId second = project(alice, "second");

  private FlashFusion connect() {
    return embedded.builder().url(embedded.url() + "?ApplicationName=single").poolSize(1).connect();
  }

  private void killIdle() {
    embedded.dsl().fetch("select pg_terminate_backend(pid, 60000)" + BACKENDS);
  }

  @Test
  void killedIdleBackendIsReplacedForReadsInsertsAndTransactions() {
    killIdle();
    assertThat(alice.projects().count()).isEqualTo(2);
    killIdle();
    project(alice, "third");
    killIdle();
    alice.transaction(RetryPolicy.standard(), tx -> rename(tx, first, "new"));
    assertThat(alice.projects().get(first).getName()).isEqualTo("new");
    assertThat(alice.projects().count()).isEqualTo(3);
  }

  @Test
  void updateOverKilledIdleBackendIsUnknown() {
    killIdle();
    assertThatThrownBy(() -> rename(alice, first, "new"))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(alice.projects().get(first).getName()).isEqualTo("first");
  }

  @Test
  void statementThatAnAdministratorCancelsStoresNothing() throws Exception {
    Future<Throwable> canceled =
        threads.submit(
            () ->
                catchThrowable(
                    () ->
                        alice
                            .dsl()
                            .query(
                                "update projects set name = 'new' where pg_sleep(600) is not null")
                            .execute()));
    while (embedded
        .dsl()
        .fetch("select pg_cancel_backend(pid)" + BACKENDS + " and wait_event = 'PgSleep'")
        .isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(canceled.get())
        .isInstanceOf(StatementTimeoutException.class)
        .hasMessageContaining("user request");
    assertThat(alice.projects().get(first).getName()).isEqualTo("first");
  }

  @Test
  void deadlockEndsOneOfTwoTransactionsAndRepetitionStoresBoth() throws Exception {
    Session other = embedded.flashfusion().asUser(aliceId);
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch both = new CountDownLatch(2);
    Future<?> here = threads.submit(renaming(alice, runs, both, first, second));
    Future<?> there = threads.submit(renaming(other, runs, both, second, first));
    here.get();
    there.get();
    assertThat(runs).hasValue(3);
  }

  private static Callable<Object> renaming(
      Session session, AtomicInteger runs, CountDownLatch both, ProjectId one, ProjectId two) {
    return () -> {
      session.transaction(
          RetryPolicy.standard(),
          tx -> {
            runs.incrementAndGet();
            rename(tx, one, "new");
            both.countDown();
            both.await();
            rename(tx, two, "new");
          });
      return null;
    };
  }

  @Test
  void serializationFailureIsRetryable() {
    embedded.run(
        "alter role flashfusion_user set default_transaction_isolation = 'repeatable read'");
    try (FlashFusion strict = connect()) {
      Session session = strict.asUser(aliceId);
      AtomicInteger runs = new AtomicInteger();
      session.transaction(
          RetryPolicy.standard(),
          tx -> {
            tx.projects().count();
            if (runs.incrementAndGet() == 1) {
              rename(alice, first, "theirs");
            }
            rename(tx, first, "ours");
          });
      assertThat(runs).hasValue(2);
      assertThat(alice.projects().get(first).getName()).isEqualTo("ours");
    } finally {
      embedded.run("alter role flashfusion_user reset default_transaction_isolation");
    }
  }

  @Test
  void lockTimeoutIsConflict() throws Exception {
    embedded.run("alter role authenticated set lock_timeout = '50ms'");
    try (FlashFusion impatient = connect()) {
      Session session = impatient.asUser(aliceId);
      alice.transaction(
          tx -> {
            rename(tx, first, "locked");
            Throwable late =
                threads.submit(() -> catchThrowable(() -> rename(session, first, "late"))).get();
            assertThat(late).isInstanceOf(ConflictException.class);
            assertThat(((FlashFusionException) late).sqlState()).contains("55P03");
          });
    } finally {
      embedded.run("alter role authenticated reset lock_timeout");
    }
  }

  /** The server raises it where its disk would: while a row is written. */
  @Test
  void fullDiskStoresNothing() {
    embedded.run(
        """
        create function public.fill() returns trigger language plpgsql as
          $$ begin raise sqlstate '53100' using message = 'could not extend file'; end $$;
        create trigger fill after insert on public.projects execute function public.fill();
        """);
    Throwable full = catchThrowable(() -> alice.transaction(tx -> project(tx, "third")));
    assertThat(full)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("could not extend file")
        .satisfies(e -> assertThat(((FlashFusionException) e).sqlState()).contains("53100"));
    assertThat(((FlashFusionException) full).isRetryable()).isFalse();
    assertThat(alice.projects().count()).isEqualTo(2);
  }

  private static void rename(Session session, ProjectId project, String name) {
    session
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.NAME, name)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }
}
