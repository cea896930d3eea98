package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.deployment.LogLine;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.repository.Follows.Inbox;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.tables.records.NotificationRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks which rows arrive: each once, for everybody who may see it. */
@SuppressWarnings("try") // a subscription is there to be open
class FollowTest {

  private static final int WRITERS = 32;

  Follows world;
  Inbox inbox;

  @BeforeEach
  void start() {
    world = new Follows();
    inbox = new Inbox();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void linesArriveInTheirOrderFromNowOn() throws Exception {
    world.append("before");
    DeploymentId other = world.start();
    try (FollowHandle subscription = world.alice.deploymentLogs().follow(world.deployment, inbox)) {
      world.append("a");
      world.alice.deploymentLogs().append(other, DeploymentLogLevel.INFO, "elsewhere");
      world
          .alice
          .deploymentLogs()
          .appendAll(
              world.deployment,
              List.of(
                  new LogLine(DeploymentLogLevel.INFO, "b"),
                  new LogLine(DeploymentLogLevel.ERROR, "c"),
                  new LogLine(DeploymentLogLevel.INFO, "d")));
      world.append("e");
      assertThat(next(5)).containsExactly("a", "b", "c", "d", "e");
      assertThat(subscription.isOpen()).isTrue();
    }
  }

  @Test
  void passesOnExistingRowsFirstIfRequested() throws Exception {
    world.append("a");
    String cursor = world.alice.deploymentLogs().since(world.deployment).cursor();
    world.append("b");
    Inbox behind = new Inbox();
    try (FollowHandle all =
            world
                .alice
                .deploymentLogs()
                .follow(world.deployment, FollowOptions.fromStart(), inbox);
        FollowHandle rest =
            world
                .alice
                .deploymentLogs()
                .follow(world.deployment, FollowOptions.after(cursor), behind)) {
      world.append("c");
      assertThat(next(3)).containsExactly("a", "b", "c");
      assertThat(List.of(behind.next(), behind.next())).containsExactly("b", "c");
    }
  }

  /** Checks late lines, which by time and by id come before those that were already passed on. */
  @Test
  void passesOnLinesThatCommitLateAlsoAfterSavepoints() throws Exception {
    try (Connection late = world.embedded.owner().getConnection();
        Statement statement = late.createStatement();
        FollowHandle subscription = world.alice.deploymentLogs().follow(world.deployment, inbox)) {
      late.setAutoCommit(false);
      insert(statement, "late");
      Savepoint undone = late.setSavepoint();
      insert(statement, "undone");
      late.rollback(undone);
      late.setSavepoint();
      insert(statement, "late, behind a savepoint");
      for (int i = 0; i < 3; i++) {
        world.append("early " + i);
        assertThat(inbox.next()).isEqualTo("early " + i);
      }
      late.commit();
      assertThat(next(2)).containsExactly("late", "late, behind a savepoint");
      world.append("last");
      assertThat(inbox.next()).isEqualTo("last");
    }
  }

  @Test
  void everyLineArrivesOnceWhileManyWriteAndTheListenerIsKilled() throws Exception {
    AtomicInteger killed = new AtomicInteger();
    AtomicInteger received = new AtomicInteger();
    Inbox polled = new Inbox();
    List<Connection> late = new ArrayList<>();
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try (FollowHandle subscription =
            world
                .alice
                .deploymentLogs()
                .follow(
                    world.deployment,
                    row -> {
                      inbox.accept(row);
                      if (received.incrementAndGet() % 60 == 30) {
                        killed.addAndGet(world.killListeners());
                      }
                    });
        FollowHandle other =
            world
                .service
                .deploymentLogs()
                .follow(
                    world.deployment,
                    FollowOptions.fromNow().polling(Duration.ofMillis(5)),
                    polled)) {
      List<String> written = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Connection connection = world.embedded.owner().getConnection();
        connection.setAutoCommit(false);
        late.add(connection);
        try (Statement statement = connection.createStatement()) {
          insert(statement, "late " + i);
          connection.setSavepoint();
          insert(statement, "late " + i + ", behind a savepoint");
        }
        written.addAll(List.of("late " + i, "late " + i + ", behind a savepoint"));
      }
      CountDownLatch go = new CountDownLatch(1);
      List<Future<List<String>>> results =
          IntStream.range(0, WRITERS)
              .mapToObj(
                  writer ->
                      writers.submit(
                          () -> {
                            go.await();
                            return write(writer);
                          }))
              .toList();
      go.countDown();
      for (int i = 0; i < WRITERS; i++) {
        written.addAll(results.get(i).get());
        if (i % 8 == 0) {
          late.get(i / 8).commit();
        }
      }
      world.append("end");
      written.add("end");
      for (Inbox each : List.of(inbox, polled)) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
          all.add(each.next());
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(written);
        for (int writer = 0; writer < WRITERS; writer++) {
          String prefix = writer + ":";
          assertThat(all.stream().filter(line -> line.startsWith(prefix)))
              .containsExactlyElementsOf(
                  written.stream().filter(line -> line.startsWith(prefix)).toList());
        }
      }
      // Any repeated line would arrive before this one.
      world.append("after the end");
      assertThat(inbox.next()).isEqualTo("after the end");
      assertThat(polled.next()).isEqualTo("after the end");
      assertThat(killed.get()).isPositive();
    } finally {
      writers.shutdownNow();
      for (Connection connection : late) {
        connection.close();
      }
    }
  }

  private List<String> write(int writer) {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String line = writer + ":" + i;
      world.alice.transaction(
          tx -> {
            tx.deploymentLogs().append(world.deployment, DeploymentLogLevel.INFO, line + " a");
            tx.transaction(
                inner ->
                    inner
                        .deploymentLogs()
                        .append(world.deployment, DeploymentLogLevel.INFO, line + " b"));
          });
      written.addAll(List.of(line + " a", line + " b"));
    }
    return written;
  }

  @Test
  void onlyViewersOfDeploymentGetItsLines() throws Exception {
    Inbox ofBob = new Inbox();
    try (FollowHandle alices = world.alice.deploymentLogs().follow(world.deployment, inbox);
        FollowHandle bobs = world.bob.deploymentLogs().follow(world.deployment, ofBob);
        FollowHandle polled =
            world
                .bob
                .deploymentLogs()
                .follow(
                    world.deployment,
                    FollowOptions.fromNow().polling(Duration.ofMillis(1)),
                    ofBob)) {
      world.append("not for Bob");
      assertThat(inbox.next()).isEqualTo("not for Bob");
      // Shows that Bob has read without result, so that his position is after the line.
      Inbox probe = new Inbox();
      assertThat(world.bob.deploymentLogs().since(world.deployment).rows()).isEmpty();
      world.admitBob();
      try (FollowHandle now = world.bob.deploymentLogs().follow(world.deployment, probe)) {
        world.append("for both");
        assertThat(probe.next()).isEqualTo("for both");
        assertThat(inbox.next()).isEqualTo("for both");
        String cursor = world.bob.deploymentLogs().since(world.deployment).cursor();
        world.dismissBob();
        world.append("no longer for Bob");
        assertThat(inbox.next()).isEqualTo("no longer for Bob");
        assertThat(world.bob.deploymentLogs().since(world.deployment, cursor).rows()).isEmpty();
        assertThat(now.isOpen()).isTrue();
      }
      assertThat(probe.messages).isEmpty();
    }
    assertThat(ofBob.messages).doesNotContain("no longer for Bob");
  }

  @Test
  void aNotificationComesOnceAlsoWhenItIsReadMeanwhile() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    RowConsumer<NotificationRecord> consumer = row -> told.add(row.getTitle());
    tell("before");
    try (FollowHandle own = world.bob.notifications().follow(consumer);
        FollowHandle ofService =
            world
                .service
                .notifications()
                .follow(
                    world.bobProfile, FollowOptions.fromNow(), row -> seen.add(row.getTitle()));
        FollowHandle ofAlice =
            world
                .alice
                .notifications()
                .follow(world.bobProfile, FollowOptions.fromNow(), consumer)) {
      for (String title : List.of("a", "b", "c")) {
        tell(title);
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(title);
        assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(title);
        assertThat(world.bob.notifications().markAllRead()).isPositive();
      }
    }
    assertThat(told).isEmpty();
    assertThat(seen).isEmpty();
  }

  private void tell(String title) {
    world.service.notifications().notify(world.bobProfile, Notice.of(NotificationType.INFO, title));
  }

  @Test
  void aConsumerThatThrowsEndsItsOwnSubscriptionAndIsReported() throws Exception {
    IllegalStateException failure = new IllegalStateException("full");
    try (FollowHandle failing =
            world
                .alice
                .deploymentLogs()
                .follow(
                    world.deployment,
                    row -> {
                      throw failure;
                    });
        FollowHandle other = world.alice.deploymentLogs().follow(world.deployment, inbox)) {
      world.append("a");
      assertThatThrownBy(() -> failing.done().toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCause(failure);
      assertThat(failing.isOpen()).isFalse();
      assertThat(inbox.next()).isEqualTo("a");
      world.append("b");
      assertThat(inbox.next()).isEqualTo("b");
    }
  }

  @Test
  void aSlowConsumerHoldsUpNobodyAndNothingComesAfterItsEnd() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Set<String> slow = ConcurrentHashMap.newKeySet();
    FollowHandle ending =
        world
            .alice
            .deploymentLogs()
            .follow(
                world.deployment,
                row -> {
                  slow.add(row.getMessage());
                  reached.countDown();
                  released.await();
                });
    try (FollowHandle other = world.alice.deploymentLogs().follow(world.deployment, inbox)) {
      world.append("a");
      assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
      world.append("b");
      assertThat(next(2)).containsExactly("a", "b");
      ending.close();
      released.countDown();
      assertThat(ending.done().toCompletableFuture().get(60, TimeUnit.SECONDS)).isNull();
      world.append("c");
      assertThat(inbox.next()).isEqualTo("c");
    }
    assertThat(slow).containsExactly("a");
  }

  @Test
  void followingDoesNotBeginInsideATransaction() {
    assertThatThrownBy(
            () ->
                world.alice.transaction(
                    tx -> tx.deploymentLogs().follow(world.deployment, inbox).close()))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("before or after");
  }

  @Test
  void rejectsFollowerWhoMayNotReadTableAtOnce() {
    assertThatThrownBy(
            () ->
                world
                    .flashfusion
                    .asAnonymous()
                    .deploymentLogs()
                    .follow(world.deployment, inbox)
                    .close())
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> world.service.notifications().follow(row -> {}).close())
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("no profile");
  }

  private void insert(Statement statement, String message) throws SQLException {
    statement.execute(
        "insert into deployment_logs (deployment_id, message, id, timestamp) values ('"
            + world.deployment
            + "', '"
            + message
            + "', overlay(gen_random_uuid()::text placing '00000000' from 1)::uuid,"
            + " clock_timestamp() - interval '1 hour')");
  }

  private List<String> next(int count) throws InterruptedException {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(inbox.next());
    }
    return messages;
  }
}
