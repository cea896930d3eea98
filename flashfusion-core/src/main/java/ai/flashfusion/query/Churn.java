package ai.flashfusion.query;

/**
 * How many paying profiles a range lost.
 *
 * @param paying how many had a tier other than free just before the range began
 * @param lost how many of them had none just before it ended
 */
public record Churn(long paying, long lost) {

  /** The share lost, 0 to 1; 0 if nobody paid. */
  public double rate() {
    return paying == 0 ? 0 : (double) lost / paying;
  }
}
