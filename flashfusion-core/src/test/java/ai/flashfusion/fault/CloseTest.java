package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing waits for what is under way, and ends what takes too long. */
@Timeout(120)
class CloseTest {

  private static final String WAITING =
      "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()";

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool();

  private final FlashFusion flashfusion = embedded.builder().connect();
  private final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));

  private long waiting() {
    return embedded.dsl().resultQuery(WAITING).fetchSingle(0, long.class);
  }

  private void awaitWaiting() throws InterruptedException {
    while (waiting() == 0) {
      Thread.sleep(5);
    }
  }

  @Test
  void transactionUnderWayIsStored() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    Future<?> transaction =
        threads.submit(
            (Callable<Object>)
                () -> {
                  alice.transaction(
                      tx -> {
                        Given.project(tx, "first");
                        begun.countDown();
                        closing.await();
                        Given.project(tx, "second");
                      });
                  return null;
                });
    begun.await();
    Future<?> closed = threads.submit(() -> flashfusion.close(Duration.ofSeconds(60)));
    assertThatThrownBy(
            () -> {
              while (true) {
                alice.projects().count();
              }
            })
        .isInstanceOf(ClosedException.class);
    closing.countDown();
    transaction.get();
    closed.get();
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void statementThatTakesTooLongIsCanceledOnServer() throws Exception {
    Future<?> call = threads.submit(() -> alice.dsl().fetch("select pg_sleep(600)"));
    awaitWaiting();
    flashfusion.close(Duration.ZERO);
    assertThatThrownBy(call::get).hasCauseInstanceOf(ClosedException.class);
    assertThat(waiting()).isZero();
  }

  @Test
  void transactionThatTakesTooLongStoresNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Future<?> transaction =
        threads.submit(
            (Callable<Object>)
                () -> {
                  alice.transaction(
                      tx -> {
                        Given.project(tx, "never");
                        begun.countDown();
                        closed.await();
                        tx.projects().count();
                      });
                  return null;
                });
    begun.await();
    flashfusion.close(Duration.ZERO);
    closed.countDown();
    assertThatThrownBy(transaction::get).hasCauseInstanceOf(ClosedException.class);
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
  }

  @Test
  void poolOfCallerStaysOpenAndClean() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.login());
    config.setPassword(embedded.password());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config);
        FlashFusion next = FlashFusion.builder().dataSource(pool).connect()) {
      FlashFusion over = FlashFusion.builder().dataSource(pool).connect();
      Session bob = over.asUser(embedded.signUp("bob@example.com"));
      Future<?> call = threads.submit(() -> bob.dsl().fetch("select pg_sleep(600)"));
      awaitWaiting();
      over.close(Duration.ZERO);
      assertThatThrownBy(call::get).hasCauseInstanceOf(ClosedException.class);
      assertThat(next.asAnonymous().projects().count()).isZero();
    }
  }

  @Test
  void closingTwiceDoesNothing() {
    flashfusion.close();
    flashfusion.close(Duration.ZERO);
    assertThatThrownBy(() -> alice.projects().count()).isInstanceOf(ClosedException.class);
  }
}
