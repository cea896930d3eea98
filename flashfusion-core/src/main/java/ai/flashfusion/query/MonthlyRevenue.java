package ai.flashfusion.query;

import java.time.YearMonth;

/**
 * Revenue of one month in one currency. A refund counts in the month in which it is made.
 *
 * @param month in the time zone asked for
 * @param revenue zeros for a month without any
 */
public record MonthlyRevenue(YearMonth month, Balance revenue) {}
