package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests behind the PgBouncer that the system property {@code flashfusion.pgbouncer} names. */
class PoolerTest {

  private static final String PROGRAM = System.getProperty("flashfusion.pgbouncer", "");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"transaction, '', 1", "transaction, ?prepareThreshold=0, 0", "session, '', 0"})
  void preparedStatementsBehindAPoolerInTransactionModeAreFound(
      String mode, String parameters, int findings) throws IOException, InterruptedException {
    assumeTrue(!PROGRAM.isEmpty(), "no PgBouncer was named: -Dflashfusion.pgbouncer=<program>");
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      int port = freePort();
      Process pooler = start(embedded, mode, port);
      try {
        await(pooler, port);
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
      } finally {
        pooler.destroy();
        pooler.waitFor();
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
    assumeTrue(!PROGRAM.isEmpty(), "no PgBouncer was named: -Dflashfusion.pgbouncer=<program>");
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      int port = freePort();
      Process pooler = start(embedded, mode, port);
      try {
        await(pooler, port);
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
      } finally {
        pooler.destroy();
        pooler.waitFor();
      }
    }
  }

  /** A pool of one connection cannot find it out when connecting. */
  @Test
  void namesCureForPreparedStatementLostByPooler() throws IOException, InterruptedException {
    assumeTrue(!PROGRAM.isEmpty(), "no PgBouncer was named: -Dflashfusion.pgbouncer=<program>");
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      int port = freePort();
      Process pooler = start(embedded, "transaction", port);
      try {
        await(pooler, port);
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
      } finally {
        pooler.destroy();
        pooler.waitFor();
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
    assumeTrue(!PROGRAM.isEmpty(), "no PgBouncer was named: -Dflashfusion.pgbouncer=<program>");
    try (TestDatabase embedded = TestDatabase.start()) {
      assumeTrue(embedded.password().isEmpty(), "the server wants a password");
      int port = freePort();
      Process pooler = start(embedded, mode, port);
      try {
        await(pooler, port);
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
      } finally {
        pooler.destroy();
        pooler.waitFor();
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

  private Process start(TestDatabase embedded, String mode, int port) throws IOException {
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=%s port=%d user=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = %s
        default_pool_size = 3
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(embedded.host(), embedded.port(), embedded.login(), port, mode));
    List<String> command = new ArrayList<>(List.of(PROGRAM, settings.toString()));
    if (System.getProperty("user.name").equals("root")) {
      // PgBouncer refuses to run as root: in a user namespace it is somebody else.
      command.addAll(0, List.of("unshare", "-U"));
      try (Stream<Path> files = Files.walk(folder)) {
        files.map(Path::toFile).forEach(PoolerTest::open);
      }
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private static void open(File file) {
    assertThat(file.setReadable(true, false) && file.setExecutable(true, false)).isTrue();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static void await(Process pooler, int port) throws IOException {
    while (pooler.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (ConnectException e) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("PgBouncer did not start");
  }
}
