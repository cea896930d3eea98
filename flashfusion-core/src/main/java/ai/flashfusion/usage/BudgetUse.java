package ai.flashfusion.usage;

import java.math.BigDecimal;

/**
 * The part of a budget that was spent.
 *
 * @param spentUsd the expense in US dollars
 * @param budgetUsd the budget in US dollars, more than zero
 */
public record BudgetUse(BigDecimal spentUsd, BigDecimal budgetUsd) {

  /** Checks that there is a budget. */
  public BudgetUse {
    if (budgetUsd.signum() <= 0) {
      throw new IllegalArgumentException(
          "the budget is $" + budgetUsd + ": an amount above zero is needed");
    }
  }

  /** Returns the remaining amount in US dollars; negative if the budget is overspent. */
  public BigDecimal remainingUsd() {
    return budgetUsd.subtract(spentUsd);
  }

  /**
   * Returns the share that was spent: 0 for nothing, 1 for the whole budget, more if it is
   * overspent.
   */
  public double share() {
    return spentUsd.doubleValue() / budgetUsd.doubleValue();
  }
}
