package ai.flashfusion.query;

import java.math.BigDecimal;

/**
 * What was paid in one currency. Amounts are in the currency's main unit, with two decimals.
 *
 * @param currency as Stripe writes it, such as {@code usd}
 * @param paid the sum of the payments that succeeded, those refunded later among them
 * @param refunded the sum of the refunds
 */
public record Balance(String currency, BigDecimal paid, BigDecimal refunded) {

  /** Paid less refunded. */
  public BigDecimal net() {
    return paid.subtract(refunded);
  }
}
