package ai.flashfusion.usage;

/** The dimensions by which usage can be grouped. */
public enum UsageDimension {
  /** The query's time bucket, in its time zone. */
  TIME,
  PROVIDER,
  MODEL,
  ACTION,
  STATUS,
  PROJECT
}
