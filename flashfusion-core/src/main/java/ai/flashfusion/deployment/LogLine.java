package ai.flashfusion.deployment;

import ai.flashfusion.schema.enums.DeploymentLogLevel;
import java.util.Objects;

/**
 * One line that a deployment prints.
 *
 * @param level the severity
 * @param message the text, without secrets, as everybody who sees the deployment sees it
 */
public record LogLine(DeploymentLogLevel level, String message) {

  /** Checks that level and message are not null. */
  public LogLine {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
  }
}
