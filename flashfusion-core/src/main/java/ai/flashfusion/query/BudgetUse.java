package ai.flashfusion.query;

import java.math.BigDecimal;

/**
 * How much of a budget was spent.
 *
 * @param spentUsd US dollars
 * @param budgetUsd US dollars, more than zero
 */
public record BudgetUse(BigDecimal spentUsd, BigDecimal budgetUsd) {

  /** Checks that there is a budget. */
  public BudgetUse {
    if (budgetUsd.signum() <= 0) {
      throw new IllegalArgumentException(
          "the budget is $" + budgetUsd + ": an amount above zero is needed");
    }
  }

  /** What is left, in US dollars; negative when the budget is overspent. */
  public BigDecimal remainingUsd() {
    return budgetUsd.subtract(spentUsd);
  }

  /** The share that was spent: 0 for nothing, 1 for all of it, more when it is overspent. */
  public double share() {
    return spentUsd.doubleValue() / budgetUsd.doubleValue();
  }
}
