package ai.flashfusion.billing;

import java.time.YearMonth;

/**
 * The revenue of one month in one currency. A refund counts in the month in which it is made.
 *
 * @param month the month in the time zone of the query
 * @param revenue the sums; zeros for a month without revenue
 */
public record MonthlyRevenue(YearMonth month, Balance revenue) {}
