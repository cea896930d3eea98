package ai.flashfusion.usage;

import java.time.LocalDate;

/**
 * The usage of one day.
 *
 * @param day the day in the query's time zone
 * @param usage the sums, {@link Usage#NONE} on a day without usage
 */
public record UsageByDay(LocalDate day, Usage usage) {}
