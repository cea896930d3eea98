package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fault.FaultProxy.Detained;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The answer to a write is lost, and the library finds out whether it was stored. */
@Isolated("changes the server for all databases")
class LostAnswerTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  final AuthUserId aliceId = embedded.signUp("alice@example.com");
  final Session direct = embedded.flashfusion().asUser(aliceId);
  final ProjectId project = project(direct, "p");

  @AutoClose final FlashFusion flashfusion = connect();

  final Session alice = flashfusion.asUser(aliceId);

  private FlashFusion connect() {
    return embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @Test
  void insertIsSentAgainAndReturnsTheStoredRow() {
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    AiUsageLogRecord stored = alice.aiUsage().record(usage("cut"));
    assertThat(direct.aiUsage().get(stored.getId())).isEqualTo(stored);
    assertThat(stored.getId().value().version()).isEqualTo(7);
    assertThat(stored("cut")).isEqualTo(1);
  }

  @Test
  void insertThatArrivesAfterItsRepetitionIsNotStoredAgain() throws InterruptedException {
    alice.projects().count();
    Detained first = proxy.detain();
    AiUsageLogRecord stored = alice.aiUsage().record(usage("late"));
    assertThat(stored("late")).isEqualTo(1);
    first.release();
    assertThat(stored("late")).isEqualTo(1);
    assertThat(direct.aiUsage().get(stored.getId())).isEqualTo(stored);
  }

  @Test
  void insertWaitsForItselfWhileItIsUnderWay() throws Exception {
    alice.projects().count();
    CompletableFuture<AiUsageLogRecord> insert;
    try (Connection locking = embedded.owner().getConnection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("select from public.projects where id = '" + project + "' for update");
      insert = CompletableFuture.supplyAsync(() -> alice.aiUsage().record(usage("waiting")));
      awaitWaiting(1);
      proxy.cutAll();
      awaitWaiting(2);
      locking.rollback();
    }
    assertThat(direct.aiUsage().get(insert.get().getId())).isEqualTo(insert.get());
    assertThat(stored("waiting")).isEqualTo(1);
  }

  @Test
  void insertWithIdOfTheCallerIsStoredOnce() {
    AiUsageLogRecord mine = usage("mine").setId(AiUsageLogId.random()).setCostUsd(null);
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThat(alice.aiUsage().insert(mine.setUserId(profile())).getId()).isEqualTo(mine.getId());
    assertThat(stored("mine")).isEqualTo(1);
  }

  @Test
  void rowOfAnotherWithTheIdOfTheCallerIsNotTakenForTheOwn() {
    AiUsageLogRecord there = alice.aiUsage().record(usage("there"));
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThatThrownBy(
            () -> alice.aiUsage().insert(usage("other").setUserId(profile()).setId(there.getId())))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(direct.aiUsage().get(there.getId())).isEqualTo(there);
  }

  @Test
  void conflictOnAnotherKeyIsStillUniqueViolation() {
    ProjectRecord taken = new ProjectRecord().setUserId(profile()).setName("again").setSlug("p");
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThatThrownBy(() -> alice.projects().insert(taken))
        .isInstanceOf(UniqueViolationException.class);
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    ProjectRecord stored = alice.projects().insert(taken.setSlug("q"));
    assertThat(direct.projects().get(stored.getId())).isEqualTo(stored);
  }

  @Test
  void repeatedInsertIsCountedAndRecordedOnce() {
    embedded.run(
        "select flashfusion_audit.enable('public.ai_usage_logs');"
            + "select flashfusion_audit.enable('public.projects')");
    long folded = requests();
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    AiUsageLogRecord stored = alice.aiUsage().record(usage("counted"));
    assertThat(requests()).isEqualTo(folded + 1);
    assertThat(
            embedded
                .dsl()
                .fetchValue(
                    "select count(*) from flashfusion_audit.entries where row_id = {0}",
                    DSL.val(stored.getId().value())))
        .isEqualTo(1L);
  }

  private long requests() {
    return embedded
        .dsl()
        .fetchSingle(
            "select coalesce(sum(requests), 0)::bigint from flashfusion_rollup.usage_deltas")
        .get(0, Long.class);
  }

  @Test
  void insertIsNotRepeatedWhereTriggerWouldNotice() {
    embedded.run(
        """
        create table public.calls (at timestamptz);
        create function public.count_call() returns trigger language plpgsql security definer as
          $$ begin insert into public.calls values (now()); return new; end $$;
        create trigger count_call before insert on public.ai_usage_logs
          for each row execute function public.count_call();
        """);
    try (FlashFusion later = connect()) {
      Session session = later.asUser(aliceId);
      session.projects().count();
      proxy.cutAfter(Direction.TO_CLIENT, 0);
      assertThatThrownBy(() -> session.aiUsage().record(usage("noticed")))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThat(embedded.dsl().fetchValue("select count(*) from public.calls")).isEqualTo(1L);
    }
  }

  @Test
  void identityThatMayNotChooseIdsInsertsWithoutOne() {
    embedded.run(
        """
        revoke insert on public.ai_usage_logs from authenticated;
        grant insert (user_id, project_id, provider, model, action, total_tokens)
          on public.ai_usage_logs to authenticated;
        """);
    try (FlashFusion later = connect()) {
      AiUsageLogRecord stored = later.asUser(aliceId).aiUsage().record(usage("without"));
      assertThat(stored.getId().value().version()).isEqualTo(4);
    }
  }

  @Test
  void lostCommitIsFoundStored() {
    AiUsageLogRecord stored =
        alice.transactionResult(
            tx -> {
              AiUsageLogRecord row = tx.aiUsage().record(usage("commit"));
              proxy.cutAfter(Direction.TO_CLIENT, 0);
              return row;
            });
    assertThat(direct.aiUsage().get(stored.getId())).isEqualTo(stored);
  }

  @Test
  void commitThatDidNotArriveIsFoundNotStored() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects().count();
                      tx.aiUsage().record(usage("before"));
                      proxy.cutAfter(Direction.TO_SERVER, 0);
                    }))
        .isInstanceOf(ConnectionException.class);
    assertThat(stored("before")).isZero();
  }

  @Test
  void lostCommitOfNestedAndOfJooqsTransactionIsFoundStored() {
    alice.transaction(
        tx -> {
          tx.transaction(nested -> nested.aiUsage().record(usage("nested")));
          proxy.cutAfter(Direction.TO_CLIENT, 0);
        });
    assertThat(stored("nested")).isEqualTo(1);
    alice
        .dsl()
        .transaction(
            tx -> {
              tx.dsl()
                  .update(PROJECTS)
                  .set(PROJECTS.NAME, "jooq")
                  .where(PROJECTS.ID.eq(project))
                  .execute();
              proxy.cutAfter(Direction.TO_CLIENT, 0);
            });
    assertThat(direct.projects().get(project).getName()).isEqualTo("jooq");
  }

  @Test
  void lostCommitAfterBulkInsertAndCopyIsFoundStored() {
    AiUsageLogRecord row = usage("bulk").setUserId(profile());
    alice.transaction(
        tx -> {
          tx.aiUsage().insertAll(Collections.nCopies(5_001, row));
          proxy.cutAfter(Direction.TO_CLIENT, 0);
        });
    assertThat(stored("bulk")).isEqualTo(5_001);
    Session service = flashfusion.asService("a test");
    service.projects().count();
    service.transaction(
        tx -> {
          tx.aiUsage().insertAll(Collections.nCopies(1_000, row));
          proxy.cutAfter(Direction.TO_CLIENT, 0);
        });
    assertThat(stored("bulk")).isEqualTo(6_001);
  }

  @Test
  void batchAndExpectingWriteOfOneConnectionAreFoundStored() throws SQLException {
    cutAnswersTo(alice, "single");
    try (HikariDataSource own = new HikariDataSource()) {
      own.setJdbcUrl(proxy.url(embedded.database()));
      own.setUsername(embedded.login());
      own.setPassword(embedded.password());
      own.setMaximumPoolSize(1);
      try (FlashFusion over = FlashFusion.builder().dataSource(own).connect()) {
        cutAnswersTo(over.asUser(aliceId), "own");
      }
    }
  }

  private void cutAnswersTo(Session session, String name) {
    session.projects().count();
    ProjectRecord renamed =
        cutAnswerToCommit(
            () ->
                session
                    .expectOne()
                    .dsl()
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, name)
                    .where(PROJECTS.ID.eq(project))
                    .returning()
                    .fetchSingle());
    assertThat(renamed.getName()).isEqualTo(name);
    var insert =
        session
            .dsl()
            .insertInto(
                AI_USAGE_LOGS, AI_USAGE_LOGS.USER_ID, AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
            .values(profile(), AiUsageLogProvider.OPENAI, name + "-batch");
    int[] counts = cutAnswerToCommit(() -> session.dsl().batch(List.of(insert, insert)).execute());
    assertThat(counts).containsExactly(1, 1);
    assertThat(stored(name + "-batch")).isEqualTo(2);
  }

  /** Cuts the connection as soon as the server has committed. */
  private <T> T cutAnswerToCommit(Supplier<T> write) {
    proxy.cutAnswer("COMMIT");
    return write.get();
  }

  @Test
  void commitThatWaitsForStandbyIsWaitedForAndStored() throws Exception {
    whileStandbyIsMissing(
        waiting -> {
          proxy.cutAll();
          embedded.run("alter system reset synchronous_standby_names");
          embedded.run("select pg_reload_conf()");
        });
    assertThat(stored("standby")).isEqualTo(1);
  }

  @Test
  void killWhileCommitWaitsForStandbyIsFoundStored() throws Exception {
    whileStandbyIsMissing(
        waiting -> embedded.dsl().fetchValue("select pg_terminate_backend(" + waiting + ")"));
    assertThat(stored("standby")).isEqualTo(1);
  }

  private void whileStandbyIsMissing(IntConsumer meanwhile) throws Exception {
    embedded.run("alter role flashfusion_user set synchronous_commit = on");
    embedded.run("alter system set synchronous_standby_names = 'nobody'");
    embedded.run("select pg_reload_conf()");
    try (FlashFusion waiting = connect()) {
      Session session = waiting.asUser(aliceId);
      CompletableFuture<Void> commit =
          CompletableFuture.runAsync(
              () -> session.transaction(tx -> tx.aiUsage().record(usage("standby"))));
      Integer backend = null;
      while (backend == null) {
        backend =
            embedded
                .dsl()
                .fetchOptional("select pid from pg_stat_activity where wait_event = 'SyncRep'")
                .map(row -> row.get(0, Integer.class))
                .orElse(null);
      }
      meanwhile.accept(backend);
      commit.get();
    } finally {
      embedded.run("alter system reset synchronous_standby_names");
      embedded.run("select pg_reload_conf()");
      embedded.run("alter role flashfusion_user reset synchronous_commit");
    }
  }

  @Test
  void interruptedThreadDoesNotWaitAndStaysInterrupted() {
    Throwable told =
        catchThrowable(
            () ->
                alice.transaction(
                    tx -> {
                      tx.aiUsage().record(usage("interrupted"));
                      proxy.cutAfter(Direction.TO_CLIENT, 0);
                      Thread.currentThread().interrupt();
                    }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void writesWithoutIdAreUnknown() {
    alice.projects().count();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    assertThatThrownBy(
            () ->
                alice
                    .dsl()
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, "x")
                    .where(PROJECTS.ID.eq(project))
                    .execute())
        .isInstanceOf(OutcomeUnknownException.class);
  }

  private void awaitWaiting(int backends) {
    while (embedded
            .dsl()
            .fetchSingle(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
            .get(0, Integer.class)
        < backends) {
      Thread.onSpinWait();
    }
  }

  private ProfileId profile() {
    return direct.profiles().me().getId();
  }

  private int stored(String model) {
    return direct.dsl().fetchCount(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq(model));
  }

  private AiUsageLogRecord usage(String model) {
    return new AiUsageLogRecord()
        .setProjectId(project)
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel(model)
        .setAction(AiUsageLogAction.CHAT)
        .setTotalTokens(3);
  }
}
