package ai.flashfusion.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Session;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Each reason for having no connection is an exception that says whether to try again. */
class ConnectionFailureTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  private static void assertThatConfigurationIsWrong(FlashFusionException failure, String state) {
    assertThat(failure).isInstanceOf(ConfigurationException.class);
    assertThat(failure.sqlState()).contains(state);
    assertThat(failure.isRetryable()).isFalse();
  }

  private FlashFusionException refused(String url, String password) {
    return catchThrowableOfType(
        FlashFusionException.class,
        () ->
            embedded
                .builder()
                .url(url)
                .password(password)
                .connectionTimeout(Duration.ofSeconds(5))
                .connect()
                .close());
  }

  @Test
  void wrongConfigurationIsNotRetryable() {
    String password = embedded.logins().userPassword();
    embedded.run("alter role flashfusion_user nologin");
    FlashFusionException noLogin = refused(embedded.url(), password);
    embedded.run("alter role flashfusion_user login");
    assertThatConfigurationIsWrong(noLogin, "28000");
    assertThatConfigurationIsWrong(
        refused(embedded.url().replace(embedded.database(), "nowhere"), password), "3D000");
    assertThatConfigurationIsWrong(refused(embedded.url() + "?sslmode=perhaps", password), "08001");
  }

  @Test
  void unreachableServerIsRetryable() {
    FlashFusionException unreachable =
        refused("jdbc:postgresql://127.0.0.1:1/db", embedded.logins().userPassword());
    assertThat(unreachable).isInstanceOf(ConnectionException.class);
    assertThat(unreachable.sqlState()).contains("08001");
    assertThat(unreachable.isRetryable()).isTrue();
  }

  @Test
  void tooManyConnectionsAreRetryable() {
    embedded.run("alter role flashfusion_user connection limit 0");
    try {
      FlashFusionException full = refused(embedded.url(), embedded.logins().userPassword());
      assertThat(full).isInstanceOf(ConnectionException.class);
      assertThat(full.sqlState()).contains("53300");
      assertThat(full.isRetryable()).isTrue();
    } finally {
      embedded.run("alter role flashfusion_user connection limit -1");
    }
  }

  @Test
  void closedLibraryIsNotRetryable() {
    FlashFusion closed = embedded.builder().connect();
    Session session = closed.asUser(embedded.signUp("alice@example.com"));
    closed.close();
    assertThat(catchThrowable(() -> session.projects().count()))
        .isInstanceOf(ClosedException.class);
    assertThat(catchThrowable(() -> session.transaction(tx -> tx.projects().count())))
        .isInstanceOf(ClosedException.class);
  }

  @Test
  void interruptedWaitSendsNothingAndKeepsTheInterrupt() throws Exception {
    try (FlashFusion single = embedded.builder().poolSize(1).connect()) {
      Session bob = single.asUser(embedded.signUp("bob@example.com"));
      bob.transaction(
          tx -> {
            tx.projects().count();
            Thread[] caller = new Thread[1];
            Throwable[] told = new Throwable[2];
            caller[0] =
                new Thread(
                    () -> {
                      told[0] = catchThrowable(() -> bob.projects().count());
                      told[1] = Thread.currentThread().isInterrupted() ? null : told[0];
                    });
            caller[0].start();
            while (caller[0].getState() != Thread.State.TIMED_WAITING) {
              Thread.onSpinWait();
            }
            caller[0].interrupt();
            caller[0].join();
            assertThat(told[0]).isInstanceOf(CallInterruptedException.class);
            assertThat(told[1]).isNull();
          });
    }
  }

  @Test
  void connectionsLostInTransactionsAreRetryable() {
    Session carol = embedded.user("carol");
    FlashFusionException atSavepoint =
        catchThrowableOfType(
            FlashFusionException.class,
            () ->
                carol.transaction(
                    tx -> {
                      int pid = (int) tx.dsl().fetchValue("select pg_backend_pid()");
                      embedded.dsl().execute("select pg_terminate_backend({0})", pid);
                      tx.transaction(inner -> inner.projects().count());
                    }));
    assertThat(atSavepoint).isInstanceOf(ConnectionException.class);
    assertThat(atSavepoint.isRetryable()).isTrue();
    embedded.run("alter role flashfusion_user set idle_in_transaction_session_timeout = '50ms'");
    try (FlashFusion impatient = embedded.builder().connect()) {
      FlashFusionException idle =
          catchThrowableOfType(
              FlashFusionException.class,
              () ->
                  impatient
                      .session(carol.identity())
                      .transaction(
                          tx -> {
                            int pid = (int) tx.dsl().fetchValue("select pg_backend_pid()");
                            while (!embedded
                                .dsl()
                                .fetch("select 1 from pg_stat_activity where pid = {0}", pid)
                                .isEmpty()) {
                              Thread.onSpinWait();
                            }
                            tx.projects().count();
                          }));
      assertThat(idle).isInstanceOf(ConnectionException.class);
      assertThat(idle.isRetryable()).isTrue();
    } finally {
      embedded.run("alter role flashfusion_user reset idle_in_transaction_session_timeout");
    }
  }
}
