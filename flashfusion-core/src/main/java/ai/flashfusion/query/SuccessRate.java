package ai.flashfusion.query;

import java.util.OptionalDouble;

/**
 * How deployments ended.
 *
 * @param ready how many became ready
 * @param failed how many ended with an error
 * @param canceled how many were canceled, which is no verdict and does not count below
 */
public record SuccessRate(long ready, long failed, long canceled) {

  /** The part of those that were not canceled which became ready, 0 to 1; empty without any. */
  public OptionalDouble rate() {
    long ended = ready + failed;
    return ended == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) ready / ended);
  }
}
