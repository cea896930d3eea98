package ai.flashfusion.follow;

import java.util.List;

/**
 * Rows that arrived after a certain point, and the point where they end.
 *
 * @param rows the rows in the order of their time; empty if there are none
 * @param cursor the cursor for the next call; opaque, and only valid for the same query on the same
 *     server
 */
public record Arrivals<R>(List<R> rows, String cursor) {

  /** Copies the list. */
  public Arrivals {
    rows = List.copyOf(rows);
  }
}
