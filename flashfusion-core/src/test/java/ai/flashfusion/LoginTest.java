package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  @BeforeAll
  static void start() throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          drop role if exists test_bypass;
          drop role if exists test_nobody;
          create role test_bypass login bypassrls password 'test';
          create role test_nobody login password 'test';
          grant anon, authenticated to test_bypass;
          """);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role test_bypass; drop role test_nobody");
    }
  }

  private static FlashFusionBuilder login(String name) {
    return embedded.builder().user(name).password("test");
  }

  @Test
  void aLoginThatBypassesRowLevelSecurityIsRefused() {
    assertThatThrownBy(() -> login("test_bypass").connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'test_bypass' has BYPASSRLS")
        .hasMessageContaining("allowPrivilegedLogin(\"test_bypass\")");
  }

  @Test
  void aPrivilegedLoginIsAcceptedByItsNameOnly() {
    assertThatThrownBy(() -> login("test_bypass").allowPrivilegedLogin("postgres").connect())
        .isInstanceOf(ConfigurationException.class);
    try (FlashFusion flashfusion =
        login("test_bypass").allowPrivilegedLogin("test_bypass").connect()) {
      assertThat(flashfusion.asAnonymous().projects().count()).isZero();
    }
  }

  @Test
  void rejectsLoginThatCannotTakeRoleAndNamesGrant() {
    assertThatThrownBy(() -> login("test_nobody").connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("grant anon, authenticated to test_nobody");
  }

  @Test
  void theSimpleProtocolIsRefused() {
    assertThatThrownBy(
            () -> embedded.builder().url(embedded.url() + "?preferQueryMode=simple").connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("preferQueryMode=simple");
  }

  @Test
  void savepointsOfTheDriversOwnAreRefused() {
    assertThatThrownBy(() -> embedded.builder().url(embedded.url() + "?autosave=always").connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("autosave=always");
  }

  @Test
  void missingDatabaseCausesConnectionException() {
    assertThatThrownBy(
            () ->
                embedded
                    .builder()
                    .url("jdbc:postgresql://127.0.0.1:1/none?password=hunter2")
                    .connectionTimeout(Duration.ofMillis(300))
                    .connect())
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("cannot connect to 127.0.0.1:1 as")
        .satisfies(e -> assertThat(((FlashFusionException) e).isRetryable()).isTrue())
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:hunter2@127.0.0.1:1/none",
        "jdbc:postgresql://me:hunter2/x@127.0.0.1:1/none",
        "jdbc:postgresql://me:hunter2?x@127.0.0.1:1/none",
        "jdbc:postgresql://127.0.0.1:none/none?password=hunter2",
        "postgresql://me:hunter2@127.0.0.1:1/none"
      })
  void neverRepeatsThePasswordOfAUrl(String url) {
    StringWriter logged = new StringWriter();
    Logger driver = Logger.getLogger("org.postgresql");
    Handler handler = handler(logged);
    driver.addHandler(handler);
    driver.setLevel(Level.ALL);
    try {
      refuse(url);
    } finally {
      driver.removeHandler(handler);
      driver.setLevel(null);
    }
    assertThat(logged.toString()).doesNotContain("hunter2");
  }

  private static Handler handler(StringWriter logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        logged.append(new SimpleFormatter().format(line));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static void refuse(String url) {
    for (String user : new String[] {"me", "other"}) {
      assertThatThrownBy(
              () -> FlashFusion.builder().url(url).user(user).password("hunter2").connect())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("url")
          .satisfies(
              thrown -> {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain("hunter2");
              });
    }
  }

  @Test
  void malformedConfigurationIsNamedWithoutPassword() {
    assertThatThrownBy(() -> FlashFusion.builder().connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("neither url nor dataSource is set");
    assertThatThrownBy(() -> FlashFusion.connect("postgres://u:hunter2@host/db", "u", "hunter2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("jdbc:postgresql:")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> FlashFusion.builder().poolSize(0))
        .hasMessageContaining("poolSize is 0");
    assertThatThrownBy(() -> FlashFusion.builder().leakDetection(Duration.ofMillis(1_999)))
        .hasMessageContaining("leakDetection is PT1.999S");
    assertThatThrownBy(() -> FlashFusion.builder().leakDetection(Duration.ofMinutes(31)))
        .hasMessageContaining("leakDetection is PT31M");
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .dataSource(embedded.owner())
                    .leakDetection(Duration.ofSeconds(2))
                    .connect())
        .hasMessageContaining("leakDetection would have no effect");
    assertThatThrownBy(() -> FlashFusion.builder().statementTimeout(Duration.ZERO))
        .hasMessageContaining("statementTimeout is PT0S");
  }

  @Test
  void exhaustedPoolIsRetryableAndSaysWhoHasItsConnections() throws Exception {
    try (FlashFusion flashfusion =
        embedded.builder().poolSize(1).connectionTimeout(Duration.ofMillis(300)).connect()) {
      var alice = flashfusion.asUser(embedded.signUp("pool@example.com"));
      alice.transaction(
          tx -> {
            tx.projects().count();
            Throwable exhausted =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> alice.projects().count()))
                    .get();
            assertThat(exhausted)
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("1 are out: ")
                .hasMessageContaining("in thread '" + Thread.currentThread().getName() + "'");
            assertThat(((ConnectionException) exhausted).isRetryable()).isTrue();
          });
    }
  }
}
