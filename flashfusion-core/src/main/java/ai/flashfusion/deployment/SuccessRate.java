package ai.flashfusion.deployment;

import java.util.OptionalDouble;

/**
 * The numbers of deployments by how they ended.
 *
 * @param ready the number that became ready
 * @param failed the number that ended with an error
 * @param canceled the number that were canceled, which {@link #rate} leaves out
 */
public record SuccessRate(long ready, long failed, long canceled) {

  /**
   * Returns the share of deployments that became ready among those that became ready or failed, 0
   * to 1; empty if there are none.
   */
  public OptionalDouble rate() {
    long ended = ready + failed;
    return ended == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) ready / ended);
  }
}
