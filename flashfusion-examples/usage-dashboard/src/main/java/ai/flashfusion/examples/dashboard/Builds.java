package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.enums.DeploymentLogLevel.DEBUG;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.INFO;
import static ai.flashfusion.schema.enums.DeploymentLogLevel.WARNING;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.deployment.DeploymentOutcome;
import ai.flashfusion.deployment.LogLine;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Builds that only pretend: they write a line of their log every now and then. */
@Component
class Builds implements DisposableBean {

  static final List<LogLine> LINES =
      List.of(
          new LogLine(INFO, "Cloning the repository"),
          new LogLine(DEBUG, "Restored the cache of packages, 148 MB"),
          new LogLine(INFO, "Installing packages"),
          new LogLine(WARNING, "left-pad 1.3.0 is deprecated"),
          new LogLine(INFO, "Compiling 214 modules"),
          new LogLine(INFO, "Compressed 1.9 MB to 512 kB"),
          new LogLine(INFO, "Uploading 37 files"),
          new LogLine(INFO, "The preview is ready"));

  private static final long PAUSE_MILLIS = 700;

  private final FlashFusion flashfusion;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  Builds(FlashFusion flashfusion) {
    this.flashfusion = flashfusion;
  }

  void start(DeploymentId deployment) {
    Session service = flashfusion.asService("dashboard: build of deployment " + deployment);
    List<Consumer<Session>> steps = new ArrayList<>();
    steps.add(s -> s.deployments().transition(deployment, DeploymentStatus.BUILDING));
    for (LogLine line : LINES) {
      steps.add(s -> s.deploymentLogs().append(deployment, line.level(), line.message()));
    }
    steps.add(s -> s.deployments().transition(deployment, DeploymentStatus.DEPLOYING));
    steps.add(
        s ->
            s.deployments()
                .transition(
                    deployment,
                    DeploymentStatus.READY,
                    DeploymentOutcome.at("https://" + deployment + ".preview.example.com")));
    for (int step = 0; step < steps.size(); step++) {
      Consumer<Session> work = steps.get(step);
      var ignored =
          timer.schedule(() -> work.accept(service), PAUSE_MILLIS * step, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
