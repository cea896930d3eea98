package ai.flashfusion.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became known of a deployment as it moved on. Immutable.
 *
 * @param url where it can be reached; null leaves what is stored
 * @param error what went wrong; null leaves what is stored
 * @param buildTime how long it took, in whole seconds; null for the time since it was started
 */
public record DeploymentOutcome(
    @Nullable String url, @Nullable String error, @Nullable Duration buildTime) {

  /** Nothing beyond the move itself. */
  public static final DeploymentOutcome NONE = new DeploymentOutcome(null, null, null);

  /** Checks the time. */
  public DeploymentOutcome {
    if (buildTime != null
        && (buildTime.isNegative() || buildTime.toSeconds() > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the build time is " + buildTime + ": 0 to 68 years are possible");
    }
  }

  /** It can be reached there. */
  public static DeploymentOutcome at(String url) {
    return new DeploymentOutcome(url, null, null);
  }

  /** This went wrong. */
  public static DeploymentOutcome failed(String error) {
    return new DeploymentOutcome(null, error, null);
  }

  /** The same, and it took this long. */
  public DeploymentOutcome withBuildTime(Duration measured) {
    return new DeploymentOutcome(url, error, measured);
  }
}
