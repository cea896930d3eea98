package ai.flashfusion.internal.repository;

import java.util.Map;
import org.jooq.Context;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Inserts one row. The list of returned columns is rendered only once for each table. */
public final class InsertQuery {

  private InsertQuery() {}

  /**
   * Returns the query, whose result is the row as stored.
   *
   * @param values the value of each column, or a field that the database evaluates; other columns
   *     get their defaults
   * @param unless the key for which nothing is inserted if there is such a row; null if that is an
   *     error
   */
  public static <R extends Record> ResultQuery<R> of(
      DSLContext dsl,
      Table<R> table,
      Map<Field<?>, @Nullable Object> values,
      @Nullable Field<?> unless) {
    return dsl.resultQuery("{0}", CustomQueryPart.of(text -> write(text, table, values, unless)))
        .coerce(table);
  }

  private static void write(
      Context<?> text,
      Table<?> table,
      Map<Field<?>, @Nullable Object> values,
      @Nullable Field<?> unless) {
    text.sql("insert into ", true).visit(table);
    if (values.isEmpty()) {
      text.sql(" default values", true);
    } else {
      String separator = " (";
      for (Field<?> column : values.keySet()) {
        text.sql(separator, true).visit(column.getUnqualifiedName());
        separator = ", ";
      }
      separator = ") values (";
      for (Map.Entry<Field<?>, @Nullable Object> value : values.entrySet()) {
        text.sql(separator, true).visit(field(value.getValue(), value.getKey()));
        separator = ", ";
      }
      text.sql(")", true);
    }
    if (unless != null) {
      text.sql(" on conflict (", true).visit(unless.getUnqualifiedName()).sql(") do nothing", true);
    }
    text.sql(" returning ", true).sql(SelectList.of(table).text(), true);
  }

  private static Field<?> field(@Nullable Object value, Field<?> column) {
    return value instanceof Field<?> field ? field : DSL.val(value, column);
  }
}
