package ai.flashfusion.internal.repository;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;

/** Reads the row with a key. Everything except the key's value is rendered only once. */
public final class KeyQuery {

  private static final Map<TableField<?, ?>, String> UP_TO_THE_VALUE = new ConcurrentHashMap<>();

  private KeyQuery() {}

  /**
   * Returns the query for all columns of the table.
   *
   * @param key a column of the table
   */
  public static <R extends Record, K> ResultQuery<R> of(
      DSLContext dsl, Table<R> table, TableField<R, K> key, K value) {
    String text = UP_TO_THE_VALUE.computeIfAbsent(key, k -> text(table, k));
    return dsl.resultQuery(
            "{0}",
            CustomQueryPart.of(context -> context.sql(text, true).visit(DSL.val(value, key))))
        .coerce(table);
  }

  private static String text(Table<?> table, TableField<?, ?> key) {
    return "select "
        + SelectList.of(table).text()
        + " from "
        + SelectList.RENDERER.render(table)
        + " where "
        + SelectList.RENDERER.render(key)
        + " = ";
  }
}
