package ai.flashfusion.deployment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Details of a deployment that become known when it moves to another status. Immutable.
 *
 * @param url the URL where it can be reached; null keeps the stored one
 * @param error the error message; null keeps the stored one
 * @param buildTime the duration of the build, stored in whole seconds; null for the time since it
 *     was started
 */
public record DeploymentOutcome(
    @Nullable String url, @Nullable String error, @Nullable Duration buildTime) {

  /** An outcome without details. */
  public static final DeploymentOutcome NONE = new DeploymentOutcome(null, null, null);

  /** Checks the build time. */
  public DeploymentOutcome {
    if (buildTime != null
        && (buildTime.isNegative() || buildTime.toSeconds() > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the build time is " + buildTime + ": 0 to 68 years are possible");
    }
  }

  /** Returns the outcome of a deployment that can be reached at this URL. */
  public static DeploymentOutcome at(String url) {
    return new DeploymentOutcome(url, null, null);
  }

  /** Returns the outcome of a deployment that failed with this error. */
  public static DeploymentOutcome failed(String error) {
    return new DeploymentOutcome(null, error, null);
  }

  /** Returns this outcome with another build time. */
  public DeploymentOutcome withBuildTime(Duration measured) {
    return new DeploymentOutcome(url, error, measured);
  }
}
