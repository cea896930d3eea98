package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.profile;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.session.IdempotencyKeyTest.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.apikey.IssuedKey;
import ai.flashfusion.apikey.Secret;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Transactions under an idempotency key. */
class KeyedTransactionTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final FlashFusion flashfusion = embedded.through(proxy);
  static final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
  static final Session service = flashfusion.asService("a test");

  /** A value with everything that JSON could change. */
  record Receipt(
      ProjectId project,
      BigDecimal amount,
      Instant at,
      String text,
      @Nullable String nothing,
      List<Long> numbers) {}

  private static int stored(String model) {
    return embedded.dsl().fetchCount(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq(model));
  }

  private static ProjectId create(Transaction tx, String slug) {
    return tx.projects()
        .create("Shop", slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE)
        .getId();
  }

  @Test
  void repetitionReturnsTheStoredValue() {
    ProjectId first = alice.once("t-1").transactionResult(ProjectId.class, tx -> create(tx, "t-1"));
    ProjectId again =
        alice
            .once("t-1")
            .transactionResult(
                ProjectId.class,
                tx -> {
                  create(tx, "not-stored");
                  return ProjectId.random();
                });
    assertThat(again).isEqualTo(first);
    assertThat(embedded.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.eq("not-stored"))).isZero();
  }

  /** Below the limit of any statement, each tells the server the time that is left. */
  @Test
  void transactionWithTimeLimitTakesItsKeyOnce() {
    KeyedSession limited = alice.withTimeout(Duration.ofSeconds(20)).once("limited");
    for (int i = 0; i < 2; i++) {
      limited.transaction(
          tx -> {
            tx.aiUsage().record(usage("limited"));
            tx.dsl().fetch("select pg_sleep(0.002)");
            tx.aiUsage().record(usage("limited"));
          });
    }
    assertThat(stored("limited")).isEqualTo(2);
  }

  @Test
  void repetitionReturnsTheStoredValueWhateverTheCallbackDoes() throws Exception {
    alice
        .once("t-2")
        .transactionResult(
            Integer.class,
            tx -> {
              tx.aiUsage().record(usage("t-2"));
              return 7;
            });
    assertThat(
            alice
                .once("t-2")
                .transactionResult(
                    Integer.class,
                    tx -> {
                      try {
                        tx.aiUsage().record(usage("t-2"));
                      } catch (IdempotencyException e) {
                        assertThat(e).hasMessageContaining("was used before");
                      }
                      return 8;
                    }))
        .isEqualTo(7);
    assertThat(
            alice
                .once("t-2")
                .transactionResult(
                    Integer.class,
                    tx -> {
                      try {
                        return Objects.requireNonNull(
                            tx.transactionResult(inner -> inner.aiUsage().record(usage("t-2")))
                                .getTotalTokens());
                      } catch (RuntimeException e) {
                        throw new java.io.IOException(e);
                      }
                    }))
        .isEqualTo(7);
    assertThat(stored("t-2")).isEqualTo(1);
  }

  @Test
  void keyAndValueCostNoRoundTripAndRepetitionOne() {
    alice.projects().count();
    proxy.reset();
    int first =
        alice
            .once("t-3")
            .transactionResult(
                Integer.class,
                tx -> {
                  tx.aiUsage().record(usage("t-3"));
                  tx.aiUsage().record(usage("t-3"));
                  return tx.dsl().fetchCount(PROJECTS);
                });
    assertThat(proxy.roundTrips()).isEqualTo(3 + 1);
    proxy.reset();
    int again =
        alice
            .once("t-3")
            .transactionResult(
                Integer.class,
                tx -> Objects.requireNonNull(tx.aiUsage().record(usage("t-3")).getTotalTokens()));
    assertThat(proxy.roundTrips()).isEqualTo(1 + 1);
    assertThat(again).isEqualTo(first);
    proxy.reset();
    alice.projects().count();
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  /** The mapper of kept values has no module, and refuses rows. */
  @Test
  void idsAndEnumsAreStoredAsTheModuleWritesThem() {
    record Created(ProjectId id, ProjectVisibility visibility) {}
    Created created = new Created(ProjectId.random(), ProjectVisibility.UNLISTED);
    alice
        .once("t-ids")
        .transactionResult(
            Created.class,
            tx -> {
              tx.projects().count();
              return created;
            });

    assertThat(
            embedded
                .dsl()
                .fetchValue("select result from flashfusion_idempotency.keys where key = 't-ids'"))
        .hasToString(JsonMapper.builder().findAndAddModules().build().writeValueAsString(created));
  }

  @Test
  void valuesComeBackAsTheyWere() {
    Receipt receipt =
        new Receipt(
            ProjectId.random(),
            new BigDecimal("12345678901234567890.10"),
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            "ä\0\"\ud83d\ude80",
            null,
            List.of(1L, Long.MAX_VALUE));
    for (int i = 0; i < 2; i++) {
      assertThat(
              alice
                  .once("t-4")
                  .transactionResult(
                      Receipt.class,
                      tx -> {
                        tx.projects().count();
                        return receipt;
                      }))
          .isEqualTo(receipt);
    }
    Map<String, Integer> ordered = new LinkedHashMap<>();
    ordered.put("z", 1);
    ordered.put("a", 2);
    for (int i = 0; i < 2; i++) {
      assertThat(
              service
                  .once("t-4")
                  .transactionResult(
                      Map.class,
                      tx -> {
                        tx.projects().count();
                        return ordered;
                      })
                  .toString())
          .isEqualTo("{z=1, a=2}");
    }
  }

  @Test
  void firstCallReturnsTheValueAsLaterOnesDo() {
    for (int i = 0; i < 2; i++) {
      assertThat(
              alice
                  .once("number")
                  .transactionResult(
                      Number.class,
                      tx -> {
                        tx.projects().count();
                        return new BigDecimal("1.10");
                      }))
          .isEqualTo(1.1);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // the type of the class has no null
  void nullIsAValue() {
    for (int i = 0; i < 2; i++) {
      assertThat(
              alice
                  .once("t-5")
                  .<@Nullable Integer>transactionResult(
                      Integer.class,
                      tx -> {
                        tx.projects().count();
                        return null;
                      }))
          .isNull();
    }
  }

  @Test
  void throwingCallbackLeavesTheKeyFree() {
    assertThatThrownBy(
            () ->
                alice
                    .once("t-6")
                    .transaction(
                        tx -> {
                          tx.aiUsage().record(usage("t-6"));
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    alice.once("t-6").transaction(tx -> tx.aiUsage().record(usage("t-6")));
    alice.once("t-6").transaction(tx -> tx.aiUsage().record(usage("t-6")));
    assertThat(stored("t-6")).isEqualTo(1);
  }

  @Test
  void swallowedFailureStoresNothing() {
    assertThatThrownBy(
            () ->
                alice
                    .once("t-7")
                    .transaction(
                        tx -> {
                          tx.projects().count();
                          try {
                            tx.dsl().fetch("select 1 / 0");
                          } catch (RuntimeException e) {
                            // goes on
                          }
                        }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("swallowed");
    alice.once("t-7").transaction(tx -> tx.aiUsage().record(usage("t-7")));
    assertThat(stored("t-7")).isEqualTo(1);
  }

  @Test
  void transactionWithoutStatementsDoesNotUseTheKey() {
    proxy.reset();
    assertThat(alice.once("t-8").transactionResult(Integer.class, tx -> 1)).isEqualTo(1);
    assertThat(alice.once("t-8").transactionResult(Integer.class, tx -> 2)).isEqualTo(2);
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void keyTravelsWithSavepointBatchAndPlainStatement() {
    for (int i = 0; i < 2; i++) {
      alice
          .once("t-9-savepoint")
          .transaction(
              tx -> {
                tx.transaction(inner -> inner.aiUsage().record(usage("t-9")));
                tx.aiUsage().record(usage("t-9"));
              });
      alice
          .once("t-9-batch")
          .transaction(
              tx -> {
                List<Query> queries = new ArrayList<>();
                for (int n = 0; n < 2; n++) {
                  queries.add(
                      tx.dsl().insertInto(AI_USAGE_LOGS).set(usage("t-9").setUserId(profile(tx))));
                }
                tx.dsl().batch(queries).execute();
              });
      alice
          .once("t-9-rows")
          .transaction(tx -> tx.aiUsage().insertAll(List.of(usage("t-9").setUserId(profile(tx)))));
    }
    assertThat(stored("t-9")).isEqualTo(5);
  }

  @Test
  void statementThatTookTheKeyIsNotRunTwice() {
    assertThatThrownBy(
            () ->
                alice
                    .once("t-10")
                    .transaction(
                        tx ->
                            tx.dsl()
                                .connection(
                                    connection -> {
                                      try (PreparedStatement statement =
                                          connection.prepareStatement("select 1")) {
                                        statement.execute();
                                        statement.execute();
                                      }
                                    })))
        .hasStackTraceContaining("prepare it again to execute it once more");
  }

  @Test
  void refusesSecretsRowsAndLargeValues() {
    record Holder(Object inside) {}
    for (Object value :
        List.of(
            new Holder(Secret.random("x")),
            new Holder(List.of(new ProjectRecord())),
            new Holder("x".repeat(64 * 1024)),
            new Object())) {
      assertThatThrownBy(
              () ->
                  alice
                      .once("t-11")
                      .transactionResult(
                          Object.class,
                          tx -> {
                            tx.aiUsage().record(usage("t-11"));
                            return value;
                          }))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("'t-11', so nothing is stored");
    }
    assertThatThrownBy(
            () ->
                alice
                    .once("t-11")
                    .transactionResult(
                        IssuedKey.class, tx -> tx.apiKeys().issue("key", Permissions.of())))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it holds a secret");
    assertThat(stored("t-11")).isZero();
    assertThat(alice.apiKeys().count()).isZero();
  }

  @Test
  void valueOfAnotherTypeIsAnError() {
    alice
        .once("t-12")
        .transactionResult(AiUsageLogId.class, tx -> tx.aiUsage().record(usage("t-12")).getId());
    assertThatThrownBy(
            () ->
                alice
                    .once("t-12")
                    .transactionResult(
                        Receipt.class,
                        tx -> {
                          tx.projects().count();
                          throw new IllegalStateException("not reached");
                        }))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("is no " + Receipt.class.getName());
  }

  @Test
  void requestIsPartOfWhatMustBeRepeated() {
    alice.once("t-13", "a").transaction(tx -> tx.projects().count());
    alice.once("t-13", "a").transaction(tx -> tx.projects().count());
    assertThatThrownBy(() -> alice.once("t-13", "b").transaction(tx -> tx.projects().count()))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("'t-13' was used before for another request");
  }

  @Test
  void callsAtOnceStoreOneAndGetTheSameAnswer() throws Exception {
    try (FlashFusion pooled = embedded.builder().poolSize(8).connect()) {
      Session session = pooled.session(alice.identity());
      int threads = 16;
      CountDownLatch start = new CountDownLatch(1);
      ExecutorService executor = Executors.newFixedThreadPool(threads);
      List<Future<?>> rows = new ArrayList<>();
      List<Future<?>> values = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        boolean row = i % 2 == 0;
        (row ? rows : values)
            .add(
                executor.submit(
                    () -> {
                      start.await();
                      return row
                          ? session.once("at-once").aiUsage().record(usage("at-once")).getId()
                          : session
                              .once("at-once-tx")
                              .transactionResult(
                                  AiUsageLogId.class,
                                  tx -> tx.aiUsage().record(usage("at-once-tx")).getId());
                    }));
      }
      start.countDown();
      assertThat(answers(rows)).hasSize(threads / 2).containsOnly(rows.get(0).get());
      assertThat(answers(values)).hasSize(threads / 2).containsOnly(values.get(0).get());
      executor.shutdown();
    }
    assertThat(stored("at-once")).isEqualTo(1);
    assertThat(stored("at-once-tx")).isEqualTo(1);
  }

  private static List<Object> answers(List<Future<?>> calls) throws Exception {
    List<Object> answers = new ArrayList<>();
    for (Future<?> call : calls) {
      answers.add(call.get());
    }
    return answers;
  }
}
