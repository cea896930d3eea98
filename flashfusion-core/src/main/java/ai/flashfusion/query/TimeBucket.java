package ai.flashfusion.query;

/**
 * A stretch of time by which rows are counted. Buckets follow the clock of a time zone: a day may
 * have 23 or 25 hours, and the hour that a clock change repeats is two buckets.
 */
public enum TimeBucket {
  /** From one full hour of the zone's clock to the next. */
  HOUR,
  /** From midnight to midnight. */
  DAY,
  /** From Monday to Monday. */
  WEEK,
  /** From the first of a month to the first of the next. */
  MONTH
}
