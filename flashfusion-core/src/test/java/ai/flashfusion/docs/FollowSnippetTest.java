package ai.flashfusion.docs;

import static ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.INFO;
import static ai.flashfusion.schema.enums.DeploymentProvider.VERCEL;
import static ai.flashfusion.schema.enums.NotificationType.PROJECT;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.follow.Arrivals;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets of the page about following, as they stand there. */
@Timeout(60)
class FollowSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  DeploymentId deployment;

  @BeforeEach
  void start() {
    ProjectRecord project = alice.projects().create("App", "app", REACT, PRIVATE);
    deployment = alice.deployments().start(project.getId(), VERCEL, PREVIEW).getId();
  }

  @Test
  void follow() throws InterruptedException {
    // snippet: follow
    BlockingQueue<String> screen = new LinkedBlockingQueue<>();
    try (FollowHandle handle =
        alice.deploymentLogs().follow(deployment, line -> screen.add(line.getMessage()))) {
      alice.deploymentLogs().append(deployment, INFO, "installing");
      screen.take(); // "installing"
      // end
      assertThat(handle.isOpen()).isTrue();
      // snippet: follow
    }
    // end
    assertThat(screen).isEmpty();
  }

  @Test
  void since() {
    // snippet: since
    Arrivals<DeploymentLogRecord> first = alice.deploymentLogs().since(deployment);
    alice.deploymentLogs().append(deployment, INFO, "done");
    Arrivals<DeploymentLogRecord> news = alice.deploymentLogs().since(deployment, first.cursor());
    // end
    assertThat(news.rows()).extracting(DeploymentLogRecord::getMessage).containsExactly("done");
  }

  @Test
  void polling() throws InterruptedException {
    BlockingQueue<String> screen = new LinkedBlockingQueue<>();
    // snippet: polling
    FollowHandle handle =
        alice
            .notifications()
            .follow(
                FollowOptions.fromNow().polling(Duration.ofSeconds(1)),
                notification -> screen.add(notification.getTitle()));
    // end
    embedded
        .flashfusion()
        .asService("a snippet")
        .notifications()
        .notify(alice.profiles().me().getId(), Notice.of(PROJECT, "Deployed"));
    assertThat(screen.take()).isEqualTo("Deployed");
    handle.close();
  }
}
