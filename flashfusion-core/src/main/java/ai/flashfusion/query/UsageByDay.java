package ai.flashfusion.query;

import java.time.LocalDate;

/**
 * Usage of one day.
 *
 * @param day in the query's time zone
 * @param usage the sums, {@link Usage#NONE} on a day without any
 */
public record UsageByDay(LocalDate day, Usage usage) {}
