package ai.flashfusion.internal.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the writes of a transaction reach, for those who have an expectation; what is
 * undone counts no longer. Used by one thread.
 */
final class RowCounts {

  private @Nullable RowCount counting;
  private final Map<String, Long> atSavepoints = new HashMap<>();

  boolean isCounting() {
    return counting != null;
  }

  /** Counts for a further expectation, until {@link #end}. */
  void expect(Expectation expectation) {
    counting = new RowCount(expectation, counting);
  }

  void add(long rows) {
    if (counting != null) {
      counting.add(rows);
    }
  }

  /** Fails if the rows are not as expected. */
  void check() {
    if (counting != null) {
      counting.end();
    }
  }

  /** Ends the newest expectation, and returns whether everything is to be undone. */
  boolean end() {
    RowCount ended = counting;
    counting = ended == null ? null : ended.outer();
    return ended != null && ended.dryRun();
  }

  /** Remembers the rows at a savepoint. */
  void mark(String savepoint) {
    atSavepoints.put(savepoint, counting == null ? 0 : counting.count());
  }

  /** Subtracts the rows since a savepoint. */
  void undo(String savepoint) {
    long before = Objects.requireNonNullElse(atSavepoints.remove(savepoint), 0L);
    if (counting != null) {
      counting.undo(counting.count() - before);
    }
  }

  void forget(String savepoint) {
    atSavepoints.remove(savepoint);
  }
}
