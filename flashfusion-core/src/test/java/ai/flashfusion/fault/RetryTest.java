package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Reads, and transactions on request, are repeated after failures that pass. */
class RetryTest {

  private static final RetryPolicy QUICK =
      RetryPolicy.standard().withPauses(Duration.ZERO, Duration.ZERO);

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  final AuthUserId aliceId = embedded.signUp("alice@example.com");
  final ProjectId project = project(embedded.flashfusion().asUser(aliceId), "p");

  @AutoClose final FlashFusion flashfusion = connect(QUICK);

  final Session alice = flashfusion.asUser(aliceId);

  private FlashFusion connect(RetryPolicy reads) {
    return embedded
        .builder()
        .url(proxy.url(embedded.database()))
        .poolSize(1)
        .retries(reads)
        .connect();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @Test
  void lostReadOfARepositoryIsRepeated() {
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThat(alice.projects().get(project).getSlug()).isEqualTo("p");
    assertThat(flashfusion.retries()).isEqualTo(1);
  }

  @Test
  void lostReadOfJooqIsRepeatedWithItsBinds() {
    OffsetDateTime time = OffsetDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000, ZoneOffset.UTC);
    UUID uuid = UUID.randomUUID();
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    Record read =
        alice
            .dsl()
            .select(
                DSL.val("text"),
                DSL.val(7),
                DSL.val(8L),
                DSL.val(new BigDecimal("9.50")),
                DSL.val(true),
                DSL.val(uuid),
                DSL.val(time),
                DSL.val(new byte[] {1, 2}),
                DSL.val(new String[] {"a", null}),
                DSL.val((String) null),
                DSL.val(project, PROJECTS.ID),
                DSL.val(Instant.ofEpochSecond(1), PROJECTS.CREATED_AT))
            .fetchSingle();
    assertThat(flashfusion.retries()).isEqualTo(1);
    assertThat(read.intoArray())
        .containsExactly(
            "text",
            7,
            8L,
            new BigDecimal("9.50"),
            true,
            uuid,
            time,
            new byte[] {1, 2},
            new String[] {"a", null},
            null,
            project,
            Instant.ofEpochSecond(1));
  }

  @Test
  void lostReadOfJdbcIsRepeatedWithItsSettings() {
    alice.projects().count();
    int rows =
        alice
            .dsl()
            .connectionResult(
                connection -> {
                  try (var statement =
                      connection.prepareStatement(
                          "select * from generate_series(1, ?) where ?::text is null")) {
                    statement.setInt(1, 10);
                    statement.setNull(2, Types.VARCHAR);
                    statement.setMaxRows(3);
                    proxy.cutAfter(Direction.TO_CLIENT, 0);
                    try (var read = statement.executeQuery()) {
                      int count = 0;
                      while (read.next()) {
                        count++;
                      }
                      return count;
                    }
                  }
                });
    assertThat(rows).isEqualTo(3);
    assertThat(flashfusion.retries()).isEqualTo(1);
  }

  @Test
  void readOverOwnPoolIsRepeated() {
    try (HikariDataSource own = new HikariDataSource()) {
      own.setJdbcUrl(proxy.url(embedded.database()));
      own.setUsername(embedded.login());
      own.setPassword(embedded.password());
      own.setMaximumPoolSize(1);
      try (FlashFusion over = FlashFusion.builder().dataSource(own).connect()) {
        over.asUser(aliceId).projects().count();
        proxy.cutAfter(Direction.TO_SERVER, 10);
        assertThat(over.asUser(aliceId).projects().count()).isEqualTo(1);
        assertThat(over.retries()).isEqualTo(1);
      }
    }
  }

  @Test
  void readFailsAfterTheLastTry() {
    embedded.run(
        "create sequence public.calls; grant all on public.calls to public;"
            + "create function flashfusion.conflict() returns int language plpgsql as"
            + " $$ begin perform nextval('public.calls'); raise sqlstate '40001'; end $$");
    assertThatThrownBy(() -> alice.dsl().fetch("select flashfusion.conflict()"))
        .isInstanceOf(ConflictException.class);
    assertThat(calls()).isEqualTo(3);
    assertThat(flashfusion.retries()).isEqualTo(2);
    try (FlashFusion without = connect(RetryPolicy.none())) {
      Session session = without.asUser(aliceId);
      session.projects().count();
      proxy.cutAfter(Direction.TO_CLIENT, 0);
      assertThatThrownBy(() -> session.projects().count()).isInstanceOf(ConnectionException.class);
      assertThat(without.retries()).isZero();
    }
  }

  @Test
  void whatMayStoreIsNotRepeated() {
    failing("40001", 1);
    assertThatThrownBy(() -> alice.dsl().fetch("select public.fail()"))
        .isInstanceOf(ConflictException.class);
    assertThat(calls()).isEqualTo(1);
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThatThrownBy(() -> alice.dsl().fetch("select public.fail()"))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects().count();
                      proxy.cutAfter(Direction.TO_CLIENT, 0);
                      tx.projects().count();
                    }))
        .isInstanceOf(ConnectionException.class);
    assertThat(flashfusion.retries()).isZero();
  }

  @Test
  void transactionIsRepeatedAfterConflictsAndDeadlocks() {
    for (String state : new String[] {"40001", "40P01"}) {
      failing(state, 2);
      AtomicInteger runs = new AtomicInteger();
      int result =
          alice.transactionResult(
              QUICK,
              tx -> {
                rename(tx, "run " + runs.incrementAndGet());
                tx.dsl().fetch("select public.fail()");
                return runs.get();
              });
      assertThat(result).as(state).isEqualTo(3);
    }
    assertThat(flashfusion.retries()).isEqualTo(4);
  }

  @Test
  void transactionIsRepeatedAfterALossBeforeItsCommit() {
    AtomicInteger runs = new AtomicInteger();
    alice.transaction(
        QUICK,
        tx -> {
          rename(tx, "run " + runs.incrementAndGet());
          if (runs.get() == 1) {
            proxy.cutAfter(Direction.TO_SERVER, 0);
          }
        });
    assertThat(runs).hasValue(2);
    assertThat(alice.projects().get(project).getName()).isEqualTo("run 2");
    runs.set(0);
    alice.transaction(
        QUICK,
        tx -> {
          Object backend = tx.dsl().fetchValue("select pg_backend_pid()");
          if (runs.incrementAndGet() == 1) {
            embedded.dsl().fetch("select pg_terminate_backend(" + backend + ")");
          }
          rename(tx, "killed " + runs.get());
        });
    assertThat(alice.projects().get(project).getName()).isEqualTo("killed 2");
  }

  @Test
  void lostRoundOfReadsIsRepeatedAsAWholeWithItsBinds() {
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    try (Pipeline page = alice.pipeline()) {
      Response<ProjectRecord> one = page.add(s -> s.projects().get(project));
      Response<Long> two = page.add(s -> s.projects().count());
      page.flush();
      assertThat(one.get().getId()).isEqualTo(project);
      assertThat(two.get()).isEqualTo(1);
    }
    assertThat(flashfusion.retries()).isEqualTo(1);
  }

  @Test
  void conflictInAPipelineOfReadsIsRepeatedAndThenTold() {
    embedded.run(
        "create sequence public.calls; grant all on public.calls to public;"
            + "create function flashfusion.conflict_at(calls int) returns int language plpgsql as"
            + " $$ begin if calls > 0 then raise sqlstate '40001'; end if; return 1; end $$");
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> s.projects().count());
      page.add("conflict", s -> s.dsl().fetch("select flashfusion.conflict_at(1)").size());
      assertThatThrownBy(page::flush)
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith("entry 2 'conflict': ");
    }
    assertThat(flashfusion.retries()).isEqualTo(2);
  }

  @Test
  void laterRoundsOfReadsAndWritesAreNotRepeated() {
    for (boolean reading : new boolean[] {true, false}) {
      alice.projects().count();
      try (Pipeline pipeline = reading ? alice.pipeline() : alice.writePipeline()) {
        pipeline.add(s -> s.projects().count());
        if (reading) {
          pipeline.send(); // the snapshot is gone with the connection
        }
        pipeline.add(s -> s.projects().count());
        proxy.cutAfter(Direction.TO_CLIENT, 0);
        assertThatThrownBy(pipeline::flush).isInstanceOf(ConnectionException.class);
      }
      proxy.heal();
    }
    assertThat(flashfusion.retries()).isZero();
  }

  @Test
  void policyAroundAPipelineRepeatsItAsAWhole() {
    for (String state : new String[] {"40001", "40P01"}) {
      for (boolean lost : new boolean[] {false, true}) {
        failing(state, lost ? 0 : 2);
        AtomicInteger runs = new AtomicInteger();
        alice.transaction(
            QUICK,
            tx -> {
              int run = runs.incrementAndGet();
              try (Pipeline writes = tx.pipeline()) {
                writes.add(
                    s ->
                        s.dsl()
                            .update(PROJECTS)
                            .set(PROJECTS.NAME, PROJECTS.NAME.concat("x"))
                            .where(PROJECTS.ID.eq(project))
                            .execute());
                writes.add(s -> s.dsl().fetch("select public.fail()").size());
                if (lost && run == 1) {
                  proxy.cutAfter(Direction.TO_CLIENT, 0);
                }
                writes.flush();
              }
            });
        assertThat(runs).hasValue(lost ? 2 : 3);
      }
    }
    assertThat(alice.projects().get(project).getName()).endsWith("xxxx").doesNotContain("xxxxx");
  }

  @Test
  void conflictInAPipelineOfWritesIsToldAndNothingIsStored() {
    for (boolean atOnce : new boolean[] {false, true}) {
      failing("40001", 1);
      try (Pipeline writes = atOnce ? alice.writePipelineAtOnce() : alice.writePipeline()) {
        Response<Integer> renamed =
            writes.add(
                s ->
                    s.dsl()
                        .update(PROJECTS)
                        .set(PROJECTS.NAME, "stored")
                        .where(PROJECTS.ID.eq(project))
                        .execute());
        writes.add(s -> s.dsl().fetch("select public.fail()").size());
        assertThatThrownBy(writes::flush)
            .isInstanceOf(ConflictException.class)
            .hasMessageStartingWith("entry 2: ")
            .satisfies(e -> assertThat(((ConflictException) e).isRetryable()).isTrue());
        assertThatThrownBy(renamed::get).isInstanceOf(TransactionException.class);
      }
      assertThat(alice.projects().get(project).getName()).isNotEqualTo("stored");
    }
    assertThat(flashfusion.retries()).isZero();
  }

  @Test
  void lockTimeoutIsRepeatedWhereAsked() {
    failing("55P03", 1);
    assertThatThrownBy(() -> alice.transaction(QUICK, tx -> tx.dsl().fetch("select public.fail()")))
        .isInstanceOf(ConflictException.class);
    failing("55P03", 1);
    alice.transaction(QUICK.retryLockTimeouts(), tx -> tx.dsl().fetch("select public.fail()"));
    assertThat(flashfusion.retries()).isEqualTo(1);
  }

  @Test
  void transactionIsNotRepeatedWhenItsOutcomeIsUnknownOrUnderAnotherFailure() {
    AtomicInteger runs = new AtomicInteger();
    try (FlashFusion impatient =
        embedded
            .builder()
            .url(proxy.url(embedded.database()))
            .poolSize(1)
            .connectionTimeout(Duration.ofSeconds(1))
            .outcomeTimeout(Duration.ofMillis(100))
            .connect()) {
      assertThatThrownBy(
              () ->
                  impatient
                      .asUser(aliceId)
                      .transaction(
                          QUICK,
                          tx -> {
                            rename(tx, "unknown " + runs.incrementAndGet());
                            proxy.refuse();
                            proxy.cutAfter(Direction.TO_CLIENT, 0);
                          }))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThat(impatient.retries()).isZero();
    }
    proxy.heal();
    assertThat(runs).hasValue(1);
    Throwable interrupted =
        catchThrowable(
            () ->
                alice.transaction(
                    QUICK,
                    tx -> {
                      runs.incrementAndGet();
                      tx.projects().count();
                      proxy.cutAfter(Direction.TO_SERVER, 0);
                      Thread.currentThread().interrupt();
                    }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).isNotNull();
    assertThat(runs).hasValue(2);
    assertThatThrownBy(
            () ->
                alice.transaction(
                    QUICK,
                    tx -> {
                      runs.incrementAndGet();
                      throw new IllegalStateException("of the caller");
                    }))
        .hasMessage("of the caller");
    assertThat(runs).hasValue(3);
    assertThat(flashfusion.retries()).isZero();
  }

  @Test
  void nestedTransactionWithRetriesIsRefused() {
    alice.transaction(
        tx -> {
          assertThatThrownBy(() -> tx.transaction(QUICK, nested -> nested.projects().count()))
              .isInstanceOf(TransactionException.class)
              .hasMessageContaining("outermost");
          assertThatThrownBy(() -> alice.transaction(QUICK, inner -> inner.projects().count()))
              .isInstanceOf(TransactionException.class);
        });
  }

  @Test
  void policyRefusesNonsense() {
    assertThatThrownBy(() -> QUICK.withTries(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> QUICK.withPauses(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("PT2S");
    assertThatThrownBy(() -> QUICK.withPauses(Duration.ofMillis(-1), Duration.ofSeconds(1)))
        .hasMessageContaining("negative");
  }

  /** Creates a function that fails the first times. */
  private void failing(String state, int times) {
    embedded.run(
        "drop sequence if exists public.calls; create sequence public.calls;"
            + "grant all on public.calls to public;"
            + "create or replace function public.fail() returns int language plpgsql as"
            + " $$ begin if nextval('public.calls') <= "
            + times
            + " then raise sqlstate '"
            + state
            + "'; end if; return 1; end $$");
  }

  private int calls() {
    return embedded.dsl().fetchSingle("select last_value from public.calls").get(0, Integer.class);
  }

  private void rename(Session session, String name) {
    session
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.NAME, name)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }
}
