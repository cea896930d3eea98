package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No call waits forever; the timeouts of the tests only end what would hang. */
@Timeout(120)
class DeadlineTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool();

  private final AuthUserId aliceId = embedded.signUp("alice@example.com");

  private FlashFusion through(int poolSize, Duration statementTimeout) {
    return embedded
        .builder()
        .url(proxy.url(embedded.database()))
        .poolSize(poolSize)
        .connectionTimeout(Duration.ofSeconds(5))
        .statementTimeout(statementTimeout)
        .connect();
  }

  @Test
  void silentPeerEndsReads() {
    try (FlashFusion flashfusion = through(1, SHORT)) {
      Session alice = flashfusion.asUser(aliceId);
      alice.projects().count();
      proxy.freeze();

      assertThatThrownBy(() -> alice.projects().count())
          .isInstanceOfSatisfying(
              ConnectionException.class,
              failure -> {
                assertThat(failure.isRetryable()).isTrue();
                assertThat(failure.sqlState()).contains("08006");
              })
          .hasMessageContaining("no answer within 4200 ms");
    }
  }

  @Test
  void silentPeerEndsCallsOverDataSourceOfUser() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(proxy.url(embedded.database()));
    config.setUsername(embedded.login());
    config.setPassword(embedded.password());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config);
        FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
      Session alice = flashfusion.asUser(aliceId).withTimeout(SHORT);
      alice.projects().count();
      proxy.freeze();

      assertThatThrownBy(() -> alice.projects().count()).isInstanceOf(ConnectionException.class);
      proxy.heal();
      assertThat(alice.withTimeout(Duration.ofSeconds(20)).projects().count()).isZero();
    }
  }

  @Test
  void writeToSilentPeerIsNeverCalledNotDone() {
    try (FlashFusion flashfusion = through(1, SHORT)) {
      Session alice = flashfusion.asUser(aliceId);
      proxy.freeze();
      FlashFusionException failure =
          catchThrowableOfType(
              FlashFusionException.class,
              () -> alice.dsl().update(PROJECTS).set(PROJECTS.NAME, "x").execute());
      assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
      assertThat(failure.isRetryable()).isFalse();
    }
  }

  @Test
  void silentPeerEndsTransactionBeforeItsCommit() {
    try (FlashFusion flashfusion = through(1, SHORT)) {
      Session alice = flashfusion.asUser(aliceId);
      assertThatThrownBy(
              () ->
                  alice.transaction(
                      tx -> {
                        Given.project(tx, "never");
                        proxy.freeze();
                        tx.projects().count();
                      }))
          .isInstanceOf(ConnectionException.class);
      proxy.heal();
      assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
    }
  }

  @Test
  void callsSucceedOnceSilentPeerIsBack() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (FlashFusion flashfusion = through(4, SHORT)) {
      Session alice = flashfusion.asUser(aliceId);
      proxy.freeze();
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(threads.submit(() -> alice.projects().count()));
      }
      for (Future<?> call : calls) {
        assertThatThrownBy(call::get).hasCauseInstanceOf(ConnectionException.class);
      }
      proxy.heal();
      for (int i = 0; i < 9; i++) {
        assertThat(alice.withTimeout(Duration.ofSeconds(20)).projects().count()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void callThatIsStuckWhileSendingEnds() {
    try (FlashFusion flashfusion = through(1, SHORT)) {
      Session alice = flashfusion.asUser(aliceId);
      String long50 = "x".repeat(50_000_000);
      proxy.freeze();
      assertThatThrownBy(() -> alice.dsl().fetchValue("select length({0})", long50))
          .isInstanceOf(ConnectionException.class);
    }
  }

  @Test
  void connectingToSilentPeerEnds() {
    proxy.freeze();
    assertThatThrownBy(() -> through(1, SHORT)).isInstanceOf(ConnectionException.class);
  }

  @Test
  void sessionLimitsEachCall() {
    Session alice = embedded.flashfusion().asUser(aliceId).withTimeout(SHORT);
    assertThatThrownBy(() -> alice.dsl().fetch("select pg_sleep(5)"))
        .isInstanceOfSatisfying(
            StatementTimeoutException.class,
            failure -> assertThat(failure.sqlState()).contains("57014"));
    assertThat(alice.dsl().fetchValue("select current_setting('statement_timeout')"))
        .asString()
        .matches("(1\\d\\d|200)ms");
  }

  @Test
  void sessionLimitsTransactionAsWhole() {
    Session alice = embedded.flashfusion().asUser(aliceId).withTimeout(Duration.ofSeconds(2));
    List<Long> left = new ArrayList<>();
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      while (true) {
                        left.add(timeout(tx));
                        Given.project(tx, "never-" + left.size());
                        tx.dsl().fetch("select pg_sleep(0.3)");
                      }
                    }))
        .isInstanceOf(StatementTimeoutException.class);
    assertThat(left).hasSizeGreaterThan(1).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
  }

  @Test
  void commitAfterTimeIsOverStoresNothing() {
    Session alice = embedded.flashfusion().asUser(aliceId).withTimeout(Duration.ofMillis(500));
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      Given.project(tx, "never");
                      Thread.sleep(600);
                    }))
        .isInstanceOf(StatementTimeoutException.class)
        .hasMessageContaining("500 ms is over");
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
  }

  @Test
  void limitOfOneCallInTransactionEndsWithIt() {
    Session alice = embedded.flashfusion().asUser(aliceId);
    alice.transaction(
        tx -> {
          assertThat(timeout(tx)).isEqualTo(30_000);
          assertThat(timeout(tx.withTimeout(Duration.ofSeconds(3)))).isBetween(1L, 3_000L);
          assertThat(timeout(tx)).isEqualTo(30_000);
          tx.withTimeout(Duration.ofSeconds(3))
              .transaction(nested -> assertThat(timeout(nested)).isBetween(1L, 3_000L));
          assertThat(timeout(tx)).isEqualTo(30_000);
        });
  }

  @Test
  void limitHoldsAfterRollbackToSavepoint() {
    Session alice = embedded.flashfusion().asUser(aliceId);
    alice.transaction(
        tx -> {
          timeout(tx);
          try {
            tx.transaction(
                nested -> {
                  timeout(nested.withTimeout(Duration.ofSeconds(3)));
                  throw new IllegalStateException("on purpose");
                });
          } catch (IllegalStateException e) {
            assertThat(timeout(tx)).isEqualTo(30_000);
          }
          try {
            tx.withTimeout(Duration.ofSeconds(3))
                .transaction(
                    nested -> {
                      timeout(nested);
                      throw new IllegalStateException("on purpose");
                    });
          } catch (IllegalStateException e) {
            assertThat(timeout(tx)).isEqualTo(30_000);
          }
        });
  }

  /** The identity and the key of a transaction that begins with a savepoint travel alone. */
  @Test
  void limitThatEndsTheFirstSavepointIsTimeout() {
    Session alice = embedded.flashfusion().asUser(aliceId);
    alice
        .once("taken")
        .transaction(
            tx -> {
              tx.projects().count();
              Future<?> waiting =
                  threads.submit(
                      () ->
                          alice
                              .withTimeout(SHORT)
                              .once("taken")
                              .transaction(second -> second.transaction(nested -> {})));
              assertThatThrownBy(waiting::get).hasCauseInstanceOf(StatementTimeoutException.class);
            });
  }

  @Test
  void serviceHasNoLimitUnlessAsked() {
    Session service = embedded.service();
    assertThat(timeout(service)).isZero();
    assertThat(timeout(service.withTimeout(Duration.ofSeconds(3)))).isBetween(1L, 3_000L);
  }

  @Test
  void copiedRowsHaveNoLimitOfStatements() {
    embedded.run(
        """
        create function public.slow() returns trigger language plpgsql as
          'begin perform pg_sleep(0.0005); return new; end';
        create trigger slow before insert on public.webhooks for each row execute function public.slow()
        """);
    ProfileId alice = embedded.flashfusion().asUser(aliceId).profiles().me().getId();
    try (FlashFusion hasty =
        embedded.builder().statementTimeout(Duration.ofMillis(500)).connect()) {
      long stored =
          hasty
              .asService("a test")
              .transactionResult(
                  tx -> {
                    tx.profiles().count();
                    return tx.webhooks()
                        .insertAll(
                            IntStream.range(0, 2_000)
                                .mapToObj(
                                    i ->
                                        new WebhookRecord()
                                            .setUserId(alice)
                                            .setName("copied")
                                            .setUrl("https://example.com/" + i)
                                            .setEvents(new String[] {"x"}))
                                .toList());
                  });
      assertThat(stored).isEqualTo(2_000);
    }
  }

  @Test
  void refusesUselessTimeouts() {
    Session alice = embedded.flashfusion().asUser(aliceId);
    for (Duration useless :
        List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(-1), Duration.ofDays(25))) {
      assertThatThrownBy(() -> alice.withTimeout(useless))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(useless.toString());
    }
  }

  private static long timeout(Session session) {
    return session
        .dsl()
        .resultQuery(
            "select extract(epoch from current_setting('statement_timeout')::interval) * 1000")
        .fetchSingle(0, long.class);
  }
}
