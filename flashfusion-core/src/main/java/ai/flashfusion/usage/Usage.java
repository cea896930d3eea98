package ai.flashfusion.usage;

import java.math.BigDecimal;

/**
 * Sums over usage rows.
 *
 * @param requests the number of rows
 * @param promptTokens the tokens sent
 * @param completionTokens the tokens received
 * @param totalTokens the total as recorded, which may differ from the sum of both
 * @param costUsd the cost in US dollars
 * @param errors the number of rows that ended in error or timeout
 */
public record Usage(
    long requests,
    long promptTokens,
    long completionTokens,
    long totalTokens,
    BigDecimal costUsd,
    long errors) {

  /** No usage: all sums are zero. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, BigDecimal.ZERO, 0);

  /** Returns the share of requests that ended in error or timeout, 0 to 1; 0 without requests. */
  public double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
