package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Checks one connection that all identities use, as the next would inherit what one leaves on it.
 */
class NothingLeftBehindTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  HikariDataSource pool;
  FlashFusion flashfusion;
  Session alice;
  Session bob;

  @BeforeEach
  void start() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.login());
    config.setPassword(embedded.password());
    config.setMaximumPoolSize(1);
    pool = new HikariDataSource(config);
    flashfusion =
        FlashFusion.builder().dataSource(pool).statementTimeout(Duration.ofMillis(300)).connect();
    alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
    bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
    project(alice, "a");
    project(bob, "b");
    project(bob, "c");
  }

  @AfterEach
  void close() throws SQLException {
    try {
      assertNothingLeft();
    } finally {
      flashfusion.close();
      pool.close();
      embedded.close();
    }
  }

  @Test
  void twoIdentitiesInTurnSeeTheirOwnRowsOnly() {
    for (int i = 0; i < 50; i++) {
      assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(1);
      assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
      assertThat(flashfusion.asAnonymous().dsl().fetchCount(PROJECTS)).isZero();
    }
  }

  @Test
  void twoIdentitiesWithPipelinesInTurnSeeTheirOwnRowsOnly() {
    for (int i = 0; i < 30; i++) {
      assertThat(inPipeline(alice.pipeline())).containsExactly(1, 1, 1);
      assertThat(inPipeline(bob.writePipeline())).containsExactly(2, 2, 2);
      assertThat(inPipeline(alice.writePipelineAtOnce())).containsExactly(1, 1, 1);
      assertThat(inPipeline(flashfusion.asAnonymous().pipeline())).containsExactly(0, 0, 0);
      failInPipeline(alice.pipeline());
      failInPipeline(bob.writePipelineAtOnce());
      assertThat(inPipeline(bob.pipeline())).containsExactly(2, 2, 2);
      failInPipeline(alice.writePipeline());
    }
  }

  private static List<Integer> inPipeline(Pipeline begun) {
    try (Pipeline pipeline = begun) {
      List<Response<Integer>> counts =
          Stream.generate(() -> pipeline.add(s -> s.dsl().fetchCount(PROJECTS))).limit(3).toList();
      pipeline.flush();
      return counts.stream().map(Response::get).toList();
    }
  }

  private static void failInPipeline(Pipeline begun) {
    try (Pipeline pipeline = begun) {
      pipeline.add(s -> s.dsl().fetchCount(PROJECTS));
      pipeline.add(s -> s.dsl().fetch("select 'x'::uuid from projects"));
      pipeline.add(s -> s.dsl().fetchCount(PROJECTS));
      assertThatThrownBy(pipeline::flush)
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("entry 2: ");
    }
  }

  @Test
  void anAbandonedPipelineGivesItsConnectionBack() {
    abandonOne();
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @SuppressWarnings("MustBeClosed") // forgotten on purpose
  private void abandonOne() {
    Pipeline pipeline = alice.writePipeline();
    pipeline.add(s -> s.dsl().fetchCount(PROJECTS));
    pipeline.send();
  }

  @Test
  void twoIdentitiesInThreadsSeeTheirOwnRowsOnly() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Future<?>[] all = new Future<?>[8];
      for (int t = 0; t < all.length; t++) {
        Session session = t % 2 == 0 ? alice : bob;
        int own = t % 2 == 0 ? 1 : 2;
        all[t] =
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    assertThat(session.dsl().fetchCount(PROJECTS)).isEqualTo(own);
                  }
                });
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nextIdentityIsRightAfterException() throws SQLException {
    assertThatThrownBy(() -> alice.dsl().fetch("select 'x'::uuid from projects"))
        .isInstanceOf(InvalidValueException.class);
    assertNothingLeft();
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void nothingIsLeftAfterExceptionInTransaction() throws SQLException {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects()
                          .create("D", "d", ProjectFramework.VUE, ProjectVisibility.PRIVATE);
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    assertNothingLeft();
    assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(1);
  }

  @Test
  void nextIdentityIsRightAfterTimeout() throws SQLException {
    assertThatThrownBy(() -> alice.dsl().fetch("select pg_sleep(5)"))
        .isInstanceOf(StatementTimeoutException.class);
    assertNothingLeft();
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void nextIdentityIsRightAfterTimeoutInTransaction() throws SQLException {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects().count();
                      tx.dsl().fetch("select pg_sleep(5)");
                    }))
        .isInstanceOf(StatementTimeoutException.class);
    assertNothingLeft();
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void nextIdentityIsRightAfterCancellation() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                alice.transaction(
                    tx -> {
                      tx.projects().count();
                      running.countDown();
                      tx.dsl().fetch("select pg_sleep(0.2)");
                      tx.projects().count();
                    });
              } catch (FlashFusionException e) {
                // Interrupting may end the statement; the test is about what is left.
              }
            });
    thread.start();
    running.await();
    thread.interrupt();
    thread.join();
    assertNothingLeft();
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void interruptedThreadGetsRowsOrIsTold() {
    Thread.currentThread().interrupt();
    try {
      alice.projects().count();
    } catch (FlashFusionException e) {
      // The interrupt ends a call whose answer takes longer than until the watch looks.
      assertThat(e).isInstanceOfAny(ConnectionException.class, CallInterruptedException.class);
    } finally {
      Thread.interrupted(); // Clears the flag, which the next statement must not inherit.
    }
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void nextIdentityIsRightAfterAnInterruptThatEndedACall() {
    try (FlashFusion patient = FlashFusion.builder().dataSource(pool).connect()) {
      Session waiting = patient.session(alice.identity());
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> waiting.dsl().fetch("select pg_sleep(3)"))
          .isInstanceOf(CallInterruptedException.class);
    } finally {
      Thread.interrupted();
    }
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void aConnectionThatTheServerKilledIsReplaced() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement kill = owner.createStatement()) {
      kill.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
              + embedded.login()
              + "' and datname = current_database()");
    }
    try {
      alice.projects().count();
    } catch (FlashFusionException e) {
      assertThat(e.isRetryable()).isTrue();
    }
    assertThat(bob.dsl().fetchCount(PROJECTS)).isEqualTo(2);
    assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(1);
  }

  private void assertNothingLeft() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.unwrap(BaseConnection.class).getTransactionState())
          .isEqualTo(TransactionState.IDLE);
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select current_user, current_setting('role'),"
                      + " coalesce(current_setting('request.jwt.claims', true), ''),"
                      + " coalesce(current_setting('flashfusion.reason', true), '')")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo(embedded.login());
        assertThat(row.getString(2)).isEqualTo("none");
        assertThat(row.getString(3)).isEmpty();
        assertThat(row.getString(4)).isEmpty();
      }
    }
  }
}
