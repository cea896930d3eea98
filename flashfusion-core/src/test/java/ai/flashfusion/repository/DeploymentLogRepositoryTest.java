package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENT_LOGS;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.DEBUG;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.ERROR;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.INFO;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.deployment.LogLine;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.CursorException;
import ai.flashfusion.follow.Arrivals;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentLogRepositoryTest {

  Follows world;
  DeploymentLogRepository logs;

  @BeforeEach
  void start() {
    world = new Follows();
    logs = world.alice.deploymentLogs();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void linesKeepTheirOrder() {
    logs.append(world.deployment, INFO, "first");
    List<LogLine> lines =
        IntStream.range(0, 200).mapToObj(i -> new LogLine(DEBUG, "line " + i)).toList();
    assertThat(logs.appendAll(world.deployment, lines)).isEqualTo(200);
    world.alice.transaction(
        tx -> {
          for (int i = 200; i < 210; i++) {
            tx.deploymentLogs().append(world.deployment, INFO, "line " + i);
          }
        });
    assertThat(messages(logs.tail(world.deployment, 15)))
        .containsExactlyElementsOf(IntStream.range(195, 210).mapToObj(i -> "line " + i).toList());
    assertThat(logs.tail(world.deployment, 1_000)).hasSize(211);
    assertThat(logs.appendAll(world.deployment, List.of())).isZero();
    assertThat(logs.tail(world.start(), 1)).isEmpty();
    assertThatThrownBy(() -> logs.tail(world.deployment, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rowsOfOneStatementWithOneTimeKeepTheirOrder() {
    List<DeploymentLogRecord> rows =
        IntStream.range(0, 50)
            .mapToObj(
                i -> {
                  DeploymentLogRecord row = DEPLOYMENT_LOGS.newRecord();
                  row.setDeploymentId(world.deployment);
                  row.setMessage("line " + i);
                  return row;
                })
            .toList();
    logs.insertAll(rows);
    assertThat(messages(logs.tail(world.deployment, 3)))
        .containsExactly("line 47", "line 48", "line 49");
  }

  @Test
  void linesAreFoundAndCountedByLevel() {
    logs.appendAll(
        world.deployment,
        List.of(
            new LogLine(DEBUG, "d"),
            new LogLine(ERROR, "e"),
            new LogLine(WARNING, "w"),
            new LogLine(ERROR, "f")));
    assertThat(messages(logs.atLeast(world.deployment, WARNING))).containsExactly("e", "w", "f");
    assertThat(logs.atLeast(world.deployment, DEBUG)).hasSize(4);
    assertThat(messages(logs.atLeast(world.deployment, ERROR))).containsExactly("e", "f");
    assertThat(logs.countsByLevel(world.deployment))
        .isEqualTo(Map.of(DEBUG, 1L, INFO, 0L, WARNING, 1L, ERROR, 2L));
  }

  @Test
  void aStrangerSeesAndWritesNothing() {
    logs.append(world.deployment, INFO, "secret");
    DeploymentLogRepository ofBob = world.bob.deploymentLogs();
    assertThat(ofBob.tail(world.deployment, 10)).isEmpty();
    assertThat(ofBob.atLeast(world.deployment, DEBUG)).isEmpty();
    assertThat(ofBob.countsByLevel(world.deployment)).containsEntry(INFO, 0L);
    assertThat(ofBob.since(world.deployment).rows()).isEmpty();
    assertThatThrownBy(() -> ofBob.append(world.deployment, INFO, "mine"))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> ofBob.appendAll(world.deployment, List.of(new LogLine(INFO, "mine"))))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aCursorGivesEachLineOnceAlsoThoseThatWereCommittedLate() throws Exception {
    logs.append(world.deployment, INFO, "a");
    try (Connection late = world.embedded.owner().getConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      late.setSavepoint();
      statement.execute(
          "insert into deployment_logs (deployment_id, message) values ('"
              + world.deployment
              + "', 'late')");
      Arrivals<DeploymentLogRecord> first = logs.since(world.deployment);
      assertThat(messages(first.rows())).containsExactly("a");
      logs.append(world.deployment, INFO, "b");
      Arrivals<DeploymentLogRecord> second = logs.since(world.deployment, first.cursor());
      assertThat(messages(second.rows())).containsExactly("b");
      assertThat(logs.since(world.deployment, second.cursor()).rows()).isEmpty();
      late.commit();
      Arrivals<DeploymentLogRecord> third = logs.since(world.deployment, second.cursor());
      assertThat(messages(third.rows())).containsExactly("late");
      assertThat(logs.since(world.deployment, third.cursor()).rows()).isEmpty();
    }
  }

  @Test
  void aCursorCountsWhatItsOwnTransactionWrote() {
    String cursor =
        world.alice.transactionResult(
            tx -> {
              String before = tx.deploymentLogs().since(world.deployment).cursor();
              tx.deploymentLogs().append(world.deployment, INFO, "a");
              tx.transaction(inner -> inner.deploymentLogs().append(world.deployment, INFO, "b"));
              Arrivals<DeploymentLogRecord> own =
                  tx.deploymentLogs().since(world.deployment, before);
              assertThat(messages(own.rows())).containsExactly("a", "b");
              return own.cursor();
            });
    assertThat(logs.since(world.deployment, cursor).rows()).isEmpty();
  }

  @Test
  void aCursorOfAnotherDeploymentOrServerOrADamagedOneIsRefused() {
    String cursor = logs.since(world.deployment).cursor();
    assertThatThrownBy(() -> logs.since(world.start(), cursor))
        .isInstanceOf(CursorException.class)
        .hasMessageContaining("belongs to other rows");
    for (String damaged : List.of("", "x", cursor.substring(5), "WyJhIl0")) {
      assertThatThrownBy(() -> logs.since(world.deployment, damaged))
          .isInstanceOf(CursorException.class);
    }
    String future =
        Base64.getUrlEncoder()
            .encodeToString(
                ("[\"deployment_logs\",\"" + world.deployment + "\",\"99999999999\"]")
                    .getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> logs.since(world.deployment, future))
        .isInstanceOf(CursorException.class)
        .hasMessageContaining("start again");
  }

  private static List<String> messages(List<DeploymentLogRecord> rows) {
    return rows.stream().map(DeploymentLogRecord::getMessage).toList();
  }
}
