package ai.flashfusion.repository.helpers;

import ai.flashfusion.deployment.LogLine;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import java.time.Duration;
import java.util.List;

/** The additional methods of {@code DeploymentLogRepository}. */
final class DeploymentLogRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "append",
              1,
              "editor and up",
              w -> w.bob.deploymentLogs().append(w.deployment, DeploymentLogLevel.INFO, "built")),
          new Helper(
              "appendAll",
              1,
              "editor and up",
              w ->
                  w.bob
                      .deploymentLogs()
                      .appendAll(
                          w.deployment,
                          List.of(
                              new LogLine(DeploymentLogLevel.INFO, "built"),
                              new LogLine(DeploymentLogLevel.WARNING, "slow")))),
          new Helper(
              "tail", 1, "viewer and up", w -> w.alice.deploymentLogs().tail(w.deployment, 10)),
          new Helper(
              "since", 1, "viewer and up", w -> w.alice.deploymentLogs().since(w.deployment)),
          // One to begin; one for each time that there may be new lines.
          new Helper(
              "follow",
              1,
              "viewer and up",
              w -> {
                FollowHandle subscription =
                    w.alice
                        .deploymentLogs()
                        .follow(
                            w.deployment,
                            FollowOptions.fromNow().polling(Duration.ofHours(1)),
                            row -> {});
                subscription.close();
                return subscription;
              }),
          new Helper(
              "atLeast",
              1,
              "viewer and up",
              w -> w.alice.deploymentLogs().atLeast(w.deployment, DeploymentLogLevel.WARNING)),
          new Helper(
              "countsByLevel",
              1,
              "viewer and up",
              w -> w.alice.deploymentLogs().countsByLevel(w.deployment)));

  private DeploymentLogRepositoryHelpers() {}
}
