package ai.flashfusion.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * The number of rows that the writes of a session are expected to reach.
 *
 * @param max the maximum number of rows, or null for any number
 * @param one whether they must reach exactly one row
 * @param dryRun whether everything is undone at the end
 */
public record Expectation(@Nullable Long max, boolean one, boolean dryRun) {

  /** No expectation. */
  public static final Expectation NONE = new Expectation(null, false, false);

  public Expectation withMax(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("maxAffected is " + rows + ": 0 or more is needed");
    }
    return new Expectation(max == null ? rows : Math.min(max, rows), one, dryRun);
  }

  public Expectation withOne() {
    return new Expectation(max, true, dryRun);
  }

  public Expectation withDryRun() {
    return new Expectation(max, one, true);
  }

  public boolean isNone() {
    return equals(NONE);
  }
}
