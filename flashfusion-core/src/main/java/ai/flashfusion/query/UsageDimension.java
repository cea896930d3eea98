package ai.flashfusion.query;

/** By what usage can be grouped. */
public enum UsageDimension {
  /** The calendar day in the query's time zone. */
  DAY,
  PROVIDER,
  MODEL,
  ACTION,
  STATUS,
  PROJECT
}
