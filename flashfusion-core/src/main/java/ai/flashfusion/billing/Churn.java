package ai.flashfusion.billing;

/**
 * The number of paying profiles that were lost in a range of time.
 *
 * @param paying the number of profiles with a tier other than free just before the range began
 * @param lost how many of those no longer had such a tier just before the range ended
 */
public record Churn(long paying, long lost) {

  /** Returns the share lost, 0 to 1; 0 if nobody paid. */
  public double rate() {
    return paying == 0 ? 0 : (double) lost / paying;
  }
}
