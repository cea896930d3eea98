package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The connection is cut at any byte of either direction, and each write is stored once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomeTest {

  /** The number of cuts of each kind in the thorough build. */
  private static final int CUTS = Integer.getInteger("flashfusion.cuts", 10_000);

  /** The number of rows that a pipeline stores. */
  private static final int ENTRIES = 3;

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  final AuthUserId aliceId = embedded.signUp("alice@example.com");
  final Session direct = embedded.flashfusion().asUser(aliceId);
  final ProjectId project = project(direct, "p");

  @AutoClose
  final FlashFusion flashfusion =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .poolSize(1)
          .retries(RetryPolicy.none())
          .connectionTimeout(Duration.ofSeconds(10))
          .connect();

  final Session alice = flashfusion.asUser(aliceId);

  @AutoClose
  final FlashFusion impatient =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .poolSize(1)
          .retries(RetryPolicy.none())
          .connectionTimeout(Duration.ofSeconds(1))
          .outcomeTimeout(Duration.ofMillis(100))
          .connect();

  @Test
  void retriedAppendsAreStoredAtMostOnce() {
    cutAtRandom(300, 1_600, this::append);
  }

  @Test
  void retriedTransactionsAreStoredAtMostOnce() {
    cutAtRandom(
        300,
        4_000,
        model ->
            alice.transaction(
                tx -> {
                  tx.aiUsage().record(usage(model));
                  tx.projects().count();
                }));
  }

  @Test
  void retriedInsertsOfTheCallersTextAreStoredAtMostOnce() {
    insertAtRandom(300);
  }

  @Test
  void retriedPipelinesAreStoredAtMostOnceAndAsAWhole() {
    pipelinesAtRandom(200);
  }

  private void pipelinesAtRandom(int cuts) {
    assertThat(unknown(cuts, 8_000, ENTRIES, model -> append(alice.writePipeline(), model)))
        .isZero();
    assertThat(
            unknown(
                cuts,
                8_000,
                ENTRIES,
                model -> alice.transaction(tx -> append(tx.pipeline(), model))))
        .isZero();
    // Nobody can be asked for the id of a transaction whose commit travelled with it.
    assertThat(unknown(cuts, 8_000, ENTRIES, model -> append(alice.writePipelineAtOnce(), model)))
        .isPositive();
  }

  private void append(Pipeline begun, String model) {
    try (Pipeline writes = begun) {
      for (int i = 0; i < ENTRIES; i++) {
        writes.add(s -> s.aiUsage().record(usage(model)));
      }
      writes.add(s -> s.projects().count());
      writes.flush();
    }
  }

  @Test
  @Tag("thorough")
  void thousandsOfRetriedWritesAreStoredAtMostOnce() {
    cutAtRandom(CUTS, 1_600, this::append);
    cutAtRandom(CUTS, 3_000, model -> alice.transaction(tx -> tx.aiUsage().record(usage(model))));
    insertAtRandom(CUTS);
    pipelinesAtRandom(CUTS);
  }

  /**
   * Retries each write while its failure says that it may be retried.
   *
   * @param bytes about as many as a write sends
   */
  private void cutAtRandom(int writes, int bytes, Consumer<String> write) {
    assertThat(unknown(writes, bytes, 1, write)).isZero();
  }

  /** Some of these stay unknown, as the library cannot repeat what it did not write. */
  private void insertAtRandom(int writes) {
    ProfileId profile = Given.profile(direct);
    int unknown =
        unknown(
            writes,
            1_300,
            1,
            model ->
                alice
                    .dsl()
                    .insertInto(
                        AI_USAGE_LOGS,
                        AI_USAGE_LOGS.USER_ID,
                        AI_USAGE_LOGS.PROVIDER,
                        AI_USAGE_LOGS.MODEL)
                    .values(profile, AiUsageLogProvider.OPENAI, model)
                    .execute());
    assertThat(unknown).isPositive();
  }

  /**
   * Returns how many writes had an unknown outcome; each other one must be stored once.
   *
   * @param rows the number of rows that each stores, all or none
   */
  private int unknown(int writes, int bytes, int rows, Consumer<String> write) {
    long seed = Long.getLong("flashfusion.seed", System.nanoTime());
    Random random = new Random(seed);
    Set<String> done = new HashSet<>();
    Set<String> unknown = new HashSet<>();
    int failures = 0;
    String run = Long.toHexString(random.nextLong());
    for (int i = 0; i < writes; i++) {
      String model = run + "-" + i;
      Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
      proxy.cutAfter(
          direction, random.nextInt(direction == Direction.TO_SERVER ? bytes : bytes / 2));
      while (!done.contains(model) && !unknown.contains(model)) {
        try {
          write.accept(model);
          done.add(model);
        } catch (OutcomeUnknownException e) {
          unknown.add(model);
        } catch (FlashFusionException e) {
          assertThat(e).isInstanceOf(ConnectionException.class);
          assertThat(e.isRetryable()).isTrue();
          failures++;
        }
      }
      proxy.heal();
    }
    Map<String, Integer> counts =
        direct
            .dsl()
            .select(AI_USAGE_LOGS.MODEL, DSL.count())
            .from(AI_USAGE_LOGS)
            .where(AI_USAGE_LOGS.MODEL.startsWith(run))
            .groupBy(AI_USAGE_LOGS.MODEL)
            .fetchMap(AI_USAGE_LOGS.MODEL, DSL.count());
    Set<String> stored = new HashSet<>(counts.keySet());
    assertThat(done.size() + unknown.size()).as("seed %d", seed).isEqualTo(writes);
    assertThat(stored).as("seed %d", seed).containsAll(done);
    assertThat(counts.values()).as("seed %d", seed).containsOnly(rows);
    stored.removeAll(done);
    assertThat(unknown).as("seed %d", seed).containsAll(stored);
    System.out.printf(
        "OutcomeTest: -Dflashfusion.seed=%d, writes: %d, retryable failures: %d, unknown: %d%n",
        seed, writes, failures, unknown.size());
    return unknown.size();
  }

  @Test
  void lostAnswerIsUnknownAfterWriteIfNobodyCanBeAskedAndRetryableAfterRead() {
    Session hasty = impatient.asUser(aliceId);
    Throwable afterCommit =
        catchThrowable(
            () ->
                hasty.transaction(
                    tx -> {
                      tx.aiUsage().record(usage("lost-commit"));
                      proxy.refuse();
                      proxy.cutAfter(Direction.TO_CLIENT, 0);
                    }));
    proxy.heal();
    assertThat(afterCommit).isInstanceOf(OutcomeUnknownException.class);
    hasty.projects().count();
    proxy.refuse();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    Throwable afterInsert = catchThrowable(() -> hasty.aiUsage().record(usage("lost-insert")));
    proxy.heal();
    assertThat(afterInsert).isInstanceOf(OutcomeUnknownException.class);
    assertThat(((FlashFusionException) afterInsert).isRetryable()).isFalse();
    Throwable afterRead =
        catchThrowable(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects().count();
                      proxy.cutAfter(Direction.TO_CLIENT, 0);
                    }));
    proxy.heal();
    assertThat(afterRead).isInstanceOf(ConnectionException.class);
  }

  @Test
  void lostReadsAreRetryable() {
    for (int bytes : new int[] {0, 200, 600, 900}) {
      alice.projects().count();
      proxy.cutAfter(Direction.TO_SERVER, bytes);
      Throwable lost = catchThrowable(() -> alice.projects().count());
      proxy.heal();
      if (lost != null) {
        assertThat(lost).isInstanceOf(ConnectionException.class);
      }
    }
  }

  @Test
  void lostCallsOfUnknownFunctionsAreUnknown() {
    embedded.run("create function public.charge() returns int language sql as 'select 1'");
    alice.dsl().fetchValue("select public.charge()");
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    assertThat(catchThrowable(() -> alice.dsl().fetchValue("select public.charge()")))
        .isInstanceOf(OutcomeUnknownException.class);
    proxy.heal();
    alice.dsl().fetchValue("select count(*) from projects");
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    assertThat(catchThrowable(() -> alice.dsl().fetchValue("select count(*) from projects")))
        .isInstanceOf(ConnectionException.class);
    proxy.heal();
  }

  @Test
  void killedWritesAreUnknownAndKilledTransactionsAreNotDone() {
    String kill =
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'flashfusion_user'"
            + " and query ~ 'kept_waiting'";
    assertThat(
            killed(
                kill,
                () ->
                    alice
                        .dsl()
                        .execute(
                            "update projects set name = name || 'x' where id = {0} and pg_sleep(20)"
                                + " is not null /* kept_waiting */",
                            DSL.val(project))))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(
            killed(
                kill,
                () ->
                    alice.transaction(
                        tx ->
                            tx.dsl()
                                .execute(
                                    "update projects set name = name || 'x' where id = {0} and"
                                        + " pg_sleep(20) is not null /* kept_waiting */",
                                    DSL.val(project)))))
        .isInstanceOf(ConnectionException.class)
        .satisfies(e -> assertThat(((FlashFusionException) e).sqlState()).contains("57P01"));
    assertThat(direct.dsl().fetchValue(PROJECTS.NAME, PROJECTS.ID.eq(project))).isEqualTo("p");
  }

  private Throwable killed(String kill, Runnable call) {
    Thread killer =
        new Thread(
            () -> {
              while (embedded.dsl().fetch(kill).isEmpty()) {
                Thread.onSpinWait();
              }
            });
    killer.start();
    return catchThrowable(call::run);
  }

  private void append(String model) {
    alice.aiUsage().record(usage(model));
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
