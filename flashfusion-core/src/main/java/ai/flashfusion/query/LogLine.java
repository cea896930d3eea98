package ai.flashfusion.query;

import ai.flashfusion.schema.enums.DeploymentLogLevel;
import java.util.Objects;

/**
 * One line that a deployment prints.
 *
 * @param level how bad it is
 * @param message the text, without secrets: whoever sees the deployment sees it
 */
public record LogLine(DeploymentLogLevel level, String message) {

  /** Checks that both are there. */
  public LogLine {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
  }
}
