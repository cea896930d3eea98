package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is stopped and started again. */
@Timeout(180)
class RestartTest {

  @AutoClose final OwnServer server = OwnServer.start();

  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool();

  RestartTest() throws Exception {}

  /** The calls have a minute, since the machine may be busy. */
  @Test
  void callsGoOnAfterRestart() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    try (FlashFusion flashfusion =
        server.builder().poolSize(3).connectionTimeout(minute).outcomeTimeout(minute).connect()) {
      Session alice = flashfusion.asUser(server.alice());
      project(alice, "before");
      List<Future<?>> calls = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  alice.transaction(
                      tx -> {
                        project(tx, "never");
                        server.stop();
                        calls.add(threads.submit(() -> alice.projects().count()));
                        calls.add(threads.submit(() -> project(alice, "insert")));
                        calls.add(threads.submit(() -> transaction(alice)));
                        server.startAgain();
                      }))
          .isInstanceOf(ConnectionException.class);
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(alice.projects().count()).isEqualTo(3);
    }
  }

  private static void transaction(Session session) {
    session.transaction(RetryPolicy.standard(), tx -> project(tx, "transaction"));
  }
}
