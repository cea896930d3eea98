package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.collaborator;
import static ai.flashfusion.fixture.Given.deployment;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Alice with a deployment, Bob and the service, and operations for the tests about following. */
final class Follows implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  final TestDatabase embedded = TestDatabase.start();
  final FlashFusion flashfusion = embedded.flashfusion();
  final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
  final Session bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
  final Session service = flashfusion.asService("tests of following");
  final ProfileId bobProfile = bob.profiles().me().getId();
  final ProjectId project = project(alice, "app");
  final DeploymentId deployment = start();

  DeploymentId start() {
    return deployment(alice, project);
  }

  void append(String message) {
    alice.deploymentLogs().append(deployment, DeploymentLogLevel.INFO, message);
  }

  void admitBob() {
    collaborator(alice, project, bobProfile, ProjectCollaboratorRole.EDITOR);
  }

  void dismissBob() {
    alice
        .dsl()
        .deleteFrom(PROJECT_COLLABORATORS)
        .where(PROJECT_COLLABORATORS.USER_ID.eq(bobProfile))
        .execute();
  }

  /** Returns the number of connections that listen. */
  int listeners() {
    return Integer.parseInt(
        query(
            "select count(*) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'flashfusion-listener'"));
  }

  /** Returns when this many connections listen: the server takes a moment to notice an end. */
  void awaitListeners(int count) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (listeners() != count) {
      assertThat(System.nanoTime())
          .as("the end of waiting for %s listeners", count)
          .isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** Cuts the listening connection at the server, and returns how many there were. */
  int killListeners() {
    return Integer.parseInt(
        query(
            "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database()"
                + " and application_name = 'flashfusion-listener') as killed"));
  }

  String query(String sql) {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    embedded.close();
  }

  /** Messages as they arrive. */
  static final class Inbox implements RowConsumer<DeploymentLogRecord> {

    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public void accept(DeploymentLogRecord row) {
      messages.add(row.getMessage());
    }

    String next() throws InterruptedException {
      String message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("a message within %s", PATIENCE).isNotNull();
      return message;
    }
  }
}
