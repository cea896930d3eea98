package ai.flashfusion.billing;

import java.math.BigDecimal;

/**
 * The payments and refunds in one currency. Amounts are in the currency's main unit, with two
 * decimals.
 *
 * @param currency as Stripe writes it, such as {@code usd}
 * @param paid the sum of the successful payments, including those refunded later
 * @param refunded the sum of the refunds
 */
public record Balance(String currency, BigDecimal paid, BigDecimal refunded) {

  /** Returns the payments minus the refunds. */
  public BigDecimal net() {
    return paid.subtract(refunded);
  }
}
