package ai.flashfusion.internal.repository;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;

/**
 * A page of all rows of a table, the newest first. Everything except the position and the limit is
 * rendered only once.
 *
 * @param select the text up to the position
 * @param order the text from there to the limit
 */
public record NewestPage(String select, String order) {

  private static final Map<Table<?>, NewestPage> TABLES = new ConcurrentHashMap<>();

  /**
   * Returns the query for the first rows after a position.
   *
   * @param keyset the order of the newest rows of the table
   * @param after the condition for the rows after the position; none for the first page
   */
  public static <R extends Record> ResultQuery<R> of(
      DSLContext dsl, Table<R> table, Keyset keyset, Condition after, int limit) {
    NewestPage text = TABLES.computeIfAbsent(table, t -> of(t, keyset));
    return dsl.resultQuery(
            "{0}",
            CustomQueryPart.of(
                context -> {
                  context.sql(text.select, true);
                  if (after != DSL.noCondition()) {
                    context.sql(" where ").visit(after);
                  }
                  context.sql(text.order, true).visit(DSL.val(limit));
                }))
        .coerce(table);
  }

  private static NewestPage of(Table<?> table, Keyset keyset) {
    return new NewestPage(
        "select " + SelectList.of(table).text() + " from " + SelectList.RENDERER.render(table),
        keyset.order().stream()
            .map(SelectList.RENDERER::render)
            .collect(Collectors.joining(", ", " order by ", " limit ")));
  }
}
