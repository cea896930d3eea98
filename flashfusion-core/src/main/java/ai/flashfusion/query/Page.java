package ai.flashfusion.query;

import java.util.List;
import java.util.Optional;

/**
 * A part of many rows, in order.
 *
 * @param rows as many rows as were requested, or fewer on the last page
 * @param next the cursor of the next page; empty if this is the last one
 * @param <R> the type of a row
 */
public record Page<R>(List<R> rows, Optional<String> next) {

  /** Copies the rows. */
  public Page {
    rows = List.copyOf(rows);
  }
}
