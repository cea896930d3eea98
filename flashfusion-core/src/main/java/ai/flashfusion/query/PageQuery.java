package ai.flashfusion.query;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * Which rows, in which order, how many at a time. Immutable.
 *
 * <p>Pages are keyset pages: a cursor holds the place of the last row and not a number of rows, so
 * that rows which come or go elsewhere neither repeat others nor skip them, and the last page costs
 * what the first does.
 *
 * @param size rows in a page, 1 to 1000
 * @param filter which rows
 * @param order by which columns; the id is added as the last, so that the order is total. Empty for
 *     the newest first
 * @param cursor of the page before, empty for the first page
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

  /** All rows, the newest first. */
  public static PageQuery ofSize(int size) {
    return new PageQuery(size, DSL.noCondition(), List.of(), Optional.empty());
  }

  /** Only rows that match. */
  public PageQuery where(Condition filter) {
    return new PageQuery(size, filter, order, cursor);
  }

  /** In this order: plain columns of the table, ascending or descending. */
  public PageQuery orderBy(SortField<?>... order) {
    return new PageQuery(size, filter, List.of(order), cursor);
  }

  /** The page that begins there. The filter and the order must be those of the page before. */
  public PageQuery after(String cursor) {
    return new PageQuery(
        size, filter, order, Optional.of(Objects.requireNonNull(cursor, "cursor")));
  }
}
