package ai.flashfusion.query;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * A query for pages: which rows, in which order, and how many at a time. Immutable.
 *
 * <p>Pages are keyset pages: a cursor holds the position of the last row instead of a number of
 * rows. Rows inserted or deleted elsewhere therefore cause neither repetitions nor gaps, and the
 * last page costs as much as the first.
 *
 * @param size the number of rows in a page, 1 to 1000
 * @param filter the condition for the rows
 * @param order the columns to order by; the id is appended, so that the order is total. Empty for
 *     the newest first
 * @param cursor the cursor of the previous page; empty for the first page
 */
public record PageQuery(
    int size, Condition filter, List<SortField<?>> order, Optional<String> cursor) {

  private static final int MOST = 1_000;

  /** Checks the size. */
  public PageQuery {
    if (size < 1 || size > MOST) {
      throw new IllegalArgumentException(
          "the size of a page is " + size + ": 1 to " + MOST + " is possible; use stream for more");
    }
    order = List.copyOf(order);
  }

  /** Returns a query for all rows, the newest first. */
  public static PageQuery ofSize(int size) {
    return new PageQuery(size, DSL.noCondition(), List.of(), Optional.empty());
  }

  /** Returns this query for only those rows that match. */
  public PageQuery where(Condition filter) {
    return new PageQuery(size, filter, order, cursor);
  }

  /** Returns this query in this order: plain columns of the table, ascending or descending. */
  public PageQuery orderBy(SortField<?>... order) {
    return new PageQuery(size, filter, List.of(order), cursor);
  }

  /**
   * Returns this query for the page that begins at the cursor. The filter and the order must be the
   * same as for the previous page.
   */
  public PageQuery after(String cursor) {
    return new PageQuery(
        size, filter, order, Optional.of(Objects.requireNonNull(cursor, "cursor")));
  }
}
