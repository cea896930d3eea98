package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The connection is cut at any byte of either direction, and what is done under an idempotency key
 * is stored once and never has an unknown outcome.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyedOutcomeTest {

  /** The number of cuts of each kind in the thorough build. */
  private static final int CUTS = Integer.getInteger("flashfusion.cuts", 10_000);

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  final AuthUserId aliceId = embedded.signUp("alice@example.com");

  @AutoClose
  final FlashFusion flashfusion =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .poolSize(1)
          .connectionTimeout(Duration.ofSeconds(10))
          .connect();

  final Session alice = flashfusion.asUser(aliceId);

  @Test
  void rowsAreStoredOnceAndNeverUnknown() {
    cutAtRandom(300, 2_000, this::insert);
  }

  @Test
  void transactionsAreStoredOnceAndNeverUnknown() {
    cutAtRandom(300, 3_500, this::transaction);
  }

  @Test
  void pipelinesInTransactionsAreStoredOnceAndNeverUnknown() {
    cutAtRandom(200, 4_500, this::pipeline);
  }

  @Test
  @Tag("thorough")
  void thousandsOfWritesAreStoredOnceAndNeverUnknown() {
    cutAtRandom(CUTS, 2_000, this::insert);
    cutAtRandom(CUTS, 3_500, this::transaction);
    cutAtRandom(CUTS, 4_500, this::pipeline);
  }

  /**
   * Repeats each write while its failure says that it may be repeated, and once more after that.
   *
   * @param bytes about as many as a write sends
   */
  private void cutAtRandom(int writes, int bytes, Function<String, AiUsageLogId> write) {
    long seed = Long.getLong("flashfusion.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, AiUsageLogId> done = new HashMap<>();
    String run = Long.toHexString(random.nextLong());
    int failures = 0;
    for (int i = 0; i < writes; i++) {
      String key = run + "-" + i;
      Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
      proxy.cutAfter(
          direction, random.nextInt(direction == Direction.TO_SERVER ? bytes : bytes / 2));
      while (!done.containsKey(key)) {
        try {
          done.put(key, write.apply(key));
        } catch (FlashFusionException e) {
          assertThat(e).as("seed %d", seed).isInstanceOf(ConnectionException.class);
          failures++;
        }
      }
      proxy.heal();
      if (i % 10 == 0) {
        assertThat(write.apply(key)).as("seed %d", seed).isEqualTo(done.get(key));
      }
    }
    Map<String, AiUsageLogId> stored = new HashMap<>();
    embedded
        .dsl()
        .select(AI_USAGE_LOGS.MODEL, AI_USAGE_LOGS.ID)
        .from(AI_USAGE_LOGS)
        .where(AI_USAGE_LOGS.MODEL.startsWith(run))
        .forEach(row -> assertThat(stored.put(row.value1(), row.value2())).isNull());
    assertThat(stored).as("seed %d", seed).isEqualTo(done).hasSize(writes);
    System.out.println(
        "KeyedOutcomeTest: -Dflashfusion.seed="
            + seed
            + ", writes: "
            + writes
            + ", retryable failures: "
            + failures);
  }

  private AiUsageLogId insert(String key) {
    return alice.aiUsage().record(usage(key), key).getId();
  }

  private AiUsageLogId transaction(String key) {
    return alice
        .once(key)
        .transactionResult(
            AiUsageLogId.class,
            tx -> {
              tx.projects().count();
              return tx.aiUsage().record(usage(key)).getId();
            });
  }

  private AiUsageLogId pipeline(String key) {
    return alice
        .once(key)
        .transactionResult(
            AiUsageLogId.class,
            tx -> {
              try (Pipeline writes = tx.pipeline()) {
                writes.add(s -> s.projects().count());
                Response<AiUsageLogId> id = writes.add(s -> s.aiUsage().record(usage(key)).getId());
                writes.add(s -> s.projects().count());
                writes.flush();
                return id.get();
              }
            });
  }

  @Test
  void lostAnswerToCommitIsFoundOut() {
    AiUsageLogId id =
        alice
            .once("lost-commit")
            .transactionResult(
                AiUsageLogId.class,
                tx -> {
                  AiUsageLogId stored = tx.aiUsage().record(usage("lost-commit")).getId();
                  proxy.cutAfter(Direction.TO_CLIENT, 0);
                  return stored;
                });
    proxy.heal();
    assertThat(embedded.dsl().fetchValue(AI_USAGE_LOGS.ID, AI_USAGE_LOGS.MODEL.eq("lost-commit")))
        .isEqualTo(id);
  }

  @Test
  void commitThatDidNotArriveIsFoundOutAndRetryable() {
    Throwable failure =
        catchThrowable(
            () ->
                alice
                    .once("no-commit")
                    .transaction(
                        tx -> {
                          tx.aiUsage().record(usage("no-commit"));
                          proxy.cutAfter(Direction.TO_SERVER, 0);
                        }));
    proxy.heal();
    assertThat(failure)
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("its idempotency key shows that nothing is stored");
    assertThat(((FlashFusionException) failure).isRetryable()).isTrue();
    assertThat(embedded.dsl().fetchCount(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq("no-commit")))
        .isZero();
  }

  @Test
  void retryPolicyRunsTheTransactionAgainWhoseCommitDidNotArrive() {
    AtomicInteger runs = new AtomicInteger();
    alice
        .once("again")
        .transaction(
            RetryPolicy.standard(),
            tx -> {
              tx.aiUsage().record(usage("again"));
              if (runs.incrementAndGet() == 1) {
                proxy.cutAfter(Direction.TO_SERVER, 0);
              }
            });
    proxy.heal();
    assertThat(runs).hasValue(2);
    assertThat(embedded.dsl().fetchCount(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq("again")))
        .isEqualTo(1);
  }

  @Test
  void outcomeStaysUnknownWhileTheDatabaseCannotBeReached() throws Exception {
    try (FaultProxy alone = new FaultProxy(embedded.host(), embedded.port());
        FlashFusion cut =
            embedded
                .builder()
                .url(alone.url(embedded.database()))
                .poolSize(1)
                .connectionTimeout(Duration.ofMillis(300))
                .outcomeTimeout(Duration.ofMillis(300))
                .connect()) {
      Throwable failure =
          catchThrowable(
              () ->
                  cut.asUser(aliceId)
                      .once("unreachable")
                      .transaction(
                          tx -> {
                            tx.aiUsage().record(usage("unreachable"));
                            closed(alone);
                          }));
      assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
      assertThat(failure.getSuppressed()).isNotEmpty();
    }
  }

  private static void closed(FaultProxy proxy) {
    try {
      proxy.close();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static AiUsageLogRecord usage(String model) {
    return new AiUsageLogRecord()
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel(model)
        .setAction(AiUsageLogAction.CHAT)
        .setTotalTokens(3);
  }
}
