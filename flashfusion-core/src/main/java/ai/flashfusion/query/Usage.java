package ai.flashfusion.query;

import java.math.BigDecimal;

/**
 * Sums over usage rows.
 *
 * @param requests how many rows
 * @param promptTokens tokens sent
 * @param completionTokens tokens received
 * @param totalTokens as recorded, which may differ from the sum of both
 * @param costUsd US dollars
 * @param errors how many ended in error or timeout
 */
public record Usage(
    long requests,
    long promptTokens,
    long completionTokens,
    long totalTokens,
    BigDecimal costUsd,
    long errors) {

  /** Nothing used. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, BigDecimal.ZERO, 0);

  /** The share of requests that ended in error or timeout, 0 to 1; 0 without requests. */
  public double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
