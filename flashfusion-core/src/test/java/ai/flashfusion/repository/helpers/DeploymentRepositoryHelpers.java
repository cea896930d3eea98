package ai.flashfusion.repository.helpers;

import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import java.time.Instant;
import java.util.List;

/** The additional methods of {@code DeploymentRepository}. */
final class DeploymentRepositoryHelpers {

  private static final TimeRange YEAR =
      new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "start",
              1,
              "editor and up",
              w ->
                  w.alice
                      .deployments()
                      .start(
                          w.project, DeploymentProvider.VERCEL, DeploymentEnvironment.PRODUCTION)),
          new Helper(
              "transition",
              1,
              "editor and up",
              w -> w.bob.deployments().transition(w.toMove.remove(), DeploymentStatus.BUILDING)),
          new Helper(
              "latest",
              1,
              "viewer and up",
              w -> w.alice.deployments().latest(w.project, DeploymentEnvironment.PREVIEW)),
          new Helper(
              "latestPerEnvironment",
              1,
              "viewer and up",
              w -> w.alice.deployments().latestPerEnvironment(w.project)),
          new Helper("history", 1, "viewer and up", w -> w.alice.deployments().history(w.project)),
          new Helper(
              "lastReady",
              1,
              "viewer and up",
              w -> w.alice.deployments().lastReady(w.project, DeploymentEnvironment.PREVIEW)),
          new Helper(
              "buildTimes",
              1,
              "viewer and up",
              w -> w.alice.deployments().buildTimes(w.project, YEAR)),
          new Helper(
              "successRate",
              1,
              "viewer and up",
              w -> w.alice.deployments().successRate(w.project, YEAR)));

  private DeploymentRepositoryHelpers() {}
}
