package ai.flashfusion.query;

import java.util.List;
import java.util.Optional;

/**
 * Some of many rows, in order.
 *
 * @param rows as many as were asked for, or fewer where the rows end
 * @param next where the next page begins; empty when this is the last
 * @param <R> a row
 */
public record Page<R>(List<R> rows, Optional<String> next) {

  /** Keeps the rows as they are now. */
  public Page {
    rows = List.copyOf(rows);
  }
}
