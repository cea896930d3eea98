package ai.flashfusion.query;

/**
 * The lengths of time by which rows are counted. Buckets follow the clock of a time zone: a day may
 * have 23 or 25 hours, and the hour that a clock change repeats is two buckets.
 */
public enum TimeBucket {
  /**
   * One hour: from a full hour of the zone's clock to the next. A clock change after which it does
   * not show a full hour, as in Lord Howe by half an hour, begins a shorter one.
   */
  HOUR,
  /** One day: from midnight to midnight. */
  DAY,
  /** One week: from Monday to Monday. */
  WEEK,
  /** One month: from its first day to the first day of the next. */
  MONTH
}
