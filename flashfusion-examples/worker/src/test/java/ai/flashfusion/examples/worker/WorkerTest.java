package ai.flashfusion.examples.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkerTest {

  @AutoClose final EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();

  final Session service = embedded.flashfusion().asService("test");
  final ProfileId alice =
      embedded.flashfusion().asUser(embedded.signUp("alice@example.com")).profiles().me().getId();
  final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void paysOnceForJobThatIsDeliveredAgain() throws Exception {
    run("a " + alice + " 10", "a " + alice + " 10", "b " + alice + " 1", "a " + alice + " 10");

    assertThat(lines())
        .containsExactly(
            "a: done, 990 calls left",
            "a: done, 990 calls left",
            "b: done, 989 calls left",
            "a: done, 990 calls left");
    assertThat(used()).isEqualTo(11);
  }

  @Test
  void refusesJobBeyondQuotaAndGoesOn() throws Exception {
    run("a " + alice + " 600", "b " + alice + " 600", "c " + alice + " 400");

    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).startsWith("b: refused, ").contains("600");
    assertThat(lines().get(2)).isEqualTo("c: done, 0 calls left");
    assertThat(used()).isEqualTo(1000);
  }

  @Test
  void saysWhichLineIsNoJobAndWhichJobFailed() throws Exception {
    ProfileId nobody = ProfileId.random();
    run("a", "b " + alice + " -1", "c " + nobody + " 1", "d " + alice + " 1");

    assertThat(bytes.toString(UTF_8))
        .contains("'a' is not a job: an id, a profile id and a number of calls are expected")
        .contains("'b " + alice + " -1' is not a job")
        .contains("c: failed, ")
        .contains("d: done, 999 calls left");
  }

  @Test
  void namesWrongProfileId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Job.parse("a alice 1"))
        .withMessageContaining("'alice' is not a ProfileId");
  }

  @Test
  void repeatsJobWhoseConnectionWasLost() throws Exception {
    service.profiles().count();
    terminateOthers();
    run("a " + alice + " 10");

    assertThat(lines()).containsExactly("a: done, 990 calls left");
    assertThat(embedded.flashfusion().retries()).isPositive();
    assertThat(used()).isEqualTo(10);
  }

  @Test
  void finishesJobUnderWayAndLeavesOthersInQueue() throws Exception {
    queue.add(new Job("a", alice, 10));
    queue.add(new Job("b", alice, 10));
    Worker worker = new Worker(service, queue, out);
    Thread closing = new Thread(worker::close);
    try (Connection owner = embedded.owner().getConnection()) {
      owner.setAutoCommit(false);
      execute(owner, "select 1 from profiles where id = '" + alice + "' for update");
      worker.start();
      waitUntilSomebodyWaitsForLock();
      closing.start();
      while (!worker.isClosed()) {
        Thread.onSpinWait();
      }
      owner.rollback();
    }
    closing.join();

    assertThat(lines()).containsExactly("a: done, 990 calls left");
    assertThat(queue).containsExactly(new Job("b", alice, 10));
  }

  @Test
  void keepsJobThatClosedLibraryCouldNotDo() {
    Job job = new Job("a", alice, 10);
    queue.add(job);
    embedded.flashfusion().close();
    Worker worker = new Worker(service, queue, out).start();
    worker.finish();

    assertThat(queue).containsExactly(job);
    assertThat(bytes.toString(UTF_8)).isEmpty();
  }

  private void run(String... jobs) throws Exception {
    Main.run(
        embedded.flashfusion(), queue, new StringReader(String.join("\n", List.of(jobs))), out);
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }

  private @Nullable Integer used() {
    return service.profiles().get(alice).getApiCallsUsed();
  }

  private void terminateOthers() throws SQLException {
    try (Connection owner = embedded.owner().getConnection()) {
      execute(
          owner,
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()");
    }
  }

  private void waitUntilSomebodyWaitsForLock() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      while (true) {
        try (ResultSet rows =
            statement.executeQuery("select exists (select from pg_locks where not granted)")) {
          rows.next();
          if (rows.getBoolean(1)) {
            return;
          }
        }
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
