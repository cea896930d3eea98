package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.PgBouncer;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests behind the PgBouncer that the system property {@code flashfusion.pgbouncer} names. */
class PoolerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"transaction, '', 1", "transaction, ?prepareThreshold=0, 0", "session, '', 0"})
  void preparedStatementsBehindAPoolerInTransactionModeAreFound(
      String mode, String parameters, int findings) throws IOException, InterruptedException {
    PgBouncer.assumeNamed();
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      try (PgBouncer pooler = PgBouncer.start(embedded, mode, folder)) {
        int port = pooler.port();
        assertThat(
                embedded
                    .builder()
                    .url(
                        "jdbc:postgresql://127.0.0.1:"
                            + port
                            + "/"
                            + embedded.database()
                            + parameters)
                    .doctor()
                    .findings())
            .filteredOn(finding -> finding.subject().equals("pooler"))
            .hasSize(findings)
            .extracting(Finding::fix)
            .allMatch(fix -> fix.startsWith("add prepareThreshold=0 to the URL"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "transaction, '', false",
    "transaction, ?prepareThreshold=0, true",
    "session, '', true"
  })
  void preparedStatementsThatAPoolerLosesAreRefusedWhenConnecting(
      String mode, String parameters, boolean accepted) throws IOException, InterruptedException {
    PgBouncer.assumeNamed();
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      try (PgBouncer pooler = PgBouncer.start(embedded, mode, folder)) {
        int port = pooler.port();
        FlashFusionBuilder builder =
            throughPooler(embedded, port).url(url(embedded, port) + parameters);
        if (accepted) {
          try (FlashFusion flashfusion = builder.connect()) {
            assertThat(flashfusion.asAnonymous().projects().count()).isZero();
          }
        } else {
          assertThatThrownBy(builder::connect)
              .isInstanceOf(ConfigurationException.class)
              .hasMessageContaining("a pooler in transaction mode")
              .hasMessageContaining("prepareThreshold=0")
              .hasMessageContaining("port 5432");
        }
      }
    }
  }

  /** A pool of one connection cannot find it out when connecting. */
  @Test
  void namesCureForPreparedStatementLostByPooler() throws IOException, InterruptedException {
    PgBouncer.assumeNamed();
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      try (PgBouncer pooler = PgBouncer.start(embedded, "transaction", folder)) {
        int port = pooler.port();
        try (FlashFusion a = throughPooler(embedded, port).poolSize(1).connect();
            FlashFusion b = throughPooler(embedded, port).poolSize(1).connect()) {
          assertThatThrownBy(
                  () -> {
                    for (int i = 0; i < 20; i++) {
                      a.asAnonymous().projects().count();
                      b.asAnonymous().projects().count();
                      a.asAnonymous()
                          .transaction(
                              tx -> {
                                tx.projects().count();
                                b.asAnonymous().projects().count();
                              });
                    }
                  })
              .hasMessageContaining("prepared statement")
              .hasMessageContaining("prepareThreshold=0")
              .hasMessageContaining("max_prepared_statements")
              .hasMessageContaining("port 5432")
              .satisfies(e -> assertThat(((FlashFusionException) e).isRetryable()).isFalse());
        }
      }
    }
  }

  private static String url(TestDatabase embedded, int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + embedded.database();
  }

  private static FlashFusionBuilder throughPooler(TestDatabase embedded, int port) {
    return FlashFusion.builder()
        .url(url(embedded, port))
        .user(embedded.login())
        .password(embedded.password());
  }

  @ParameterizedTest
  @CsvSource({"transaction, false", "session, true"})
  void followingNeedsAPoolerInSessionModeOrPolling(String mode, boolean listens)
      throws IOException, InterruptedException {
    PgBouncer.assumeNamed();
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      try (PgBouncer pooler = PgBouncer.start(embedded, mode, folder)) {
        int port = pooler.port();
        AuthUserId user = embedded.signUp("alice@example.com");
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + embedded.database();
        try (FlashFusion flashfusion =
            embedded.builder().url(url + "?prepareThreshold=0").poolSize(1).connect()) {
          Session alice = flashfusion.asUser(user);
          Session service = flashfusion.asService("tell of news");
          ProfileId profile = alice.profiles().me().getId();
          BlockingQueue<String> told = new LinkedBlockingQueue<>();
          FollowOptions polling = FollowOptions.fromNow().polling(Duration.ofMillis(50));
          if (!listens) {
            assertThatThrownBy(
                    () -> alice.notifications().follow(row -> told.add(row.getTitle())).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a pooler in transaction mode loses LISTEN");
          }
          try (FollowHandle subscription =
              alice
                  .notifications()
                  .follow(
                      listens ? FollowOptions.fromNow() : polling,
                      row -> told.add(row.getTitle()))) {
            service.notifications().notify(profile, Notice.of(NotificationType.INFO, "a"));
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(subscription.isOpen()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void findsNothingWithoutPooler() {
    try (TestDatabase embedded = TestDatabase.start()) {
      assertThat(embedded.builder().url(embedded.url() + "?prepareThreshold=1").doctor().findings())
          .isEmpty();
      try (FlashFusion single = embedded.builder().poolSize(1).connect()) {
        assertThat(single.asAnonymous().projects().count()).isZero();
      }
    }
  }
}
