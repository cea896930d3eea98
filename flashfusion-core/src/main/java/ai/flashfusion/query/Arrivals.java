package ai.flashfusion.query;

import java.util.List;

/**
 * Rows that arrived since a place, and the place where they end.
 *
 * @param rows in the order of their time; empty if there are none
 * @param cursor for the next question; opaque, of use for the same question on the same server only
 */
public record Arrivals<R>(List<R> rows, String cursor) {

  /** Copies the list. */
  public Arrivals {
    rows = List.copyOf(rows);
  }
}
