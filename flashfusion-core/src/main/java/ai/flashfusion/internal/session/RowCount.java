package ai.flashfusion.internal.session;

import ai.flashfusion.error.ExpectationException;
import org.jspecify.annotations.Nullable;

/** Counts the rows that the writes of an expecting session reach. Used by one thread. */
final class RowCount {

  private final Expectation expectation;
  private final @Nullable RowCount outer;
  private long count;

  RowCount(Expectation expectation, @Nullable RowCount outer) {
    this.expectation = expectation;
    this.outer = outer;
  }

  @Nullable RowCount outer() {
    return outer;
  }

  boolean dryRun() {
    return expectation.dryRun();
  }

  long count() {
    return count;
  }

  /** Subtracts the rows of a savepoint that was rolled back. */
  void undo(long rows) {
    count -= rows;
    if (outer != null && !expectation.dryRun()) {
      outer.undo(rows);
    }
  }

  /** Adds rows, and fails as soon as there are too many, so that nothing more is done. */
  void add(long rows) {
    count += rows;
    Long max = expectation.max();
    if (max != null && count > max) {
      throw wrong("at most " + max);
    }
    if (expectation.one() && count > 1) {
      throw wrong("exactly 1");
    }
    if (outer != null && !expectation.dryRun()) {
      outer.add(rows);
    }
  }

  /** Fails if the final number of rows is not the expected one. */
  void end() {
    if (expectation.one() && count != 1) {
      throw wrong("exactly 1");
    }
  }

  private ExpectationException wrong(String expected) {
    return new ExpectationException(
        "the write reached "
            + count
            + (count == 1 ? " row" : " rows")
            + " where "
            + expected
            + " was expected; nothing of it is stored. Narrow its condition, or expect more",
        count);
  }
}
