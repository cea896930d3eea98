package ai.flashfusion.internal.repository;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.CustomField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * What a select lists, as text. jOOQ renders a query anew at each execution, and the columns of a
 * table are most of it: here that is done once. The rest stays jOOQ's, as conditions of callers may
 * follow paths to other tables, which it joins. Immutable.
 *
 * @param text the fields, as a select or returning clause has them
 * @param fields what the query is to be coerced to
 */
public record SelectList(String text, List<Field<?>> fields) {

  /** For text that is kept. */
  static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

  private static final Map<Table<?>, SelectList> TABLES = new ConcurrentHashMap<>();

  /** Returns all columns of the table. */
  public static SelectList of(Table<?> table) {
    return TABLES.computeIfAbsent(table, t -> of(List.of(t.fields())));
  }

  /**
   * These fields.
   *
   * @throws IllegalArgumentException if one of them binds a value, which has no place in the text
   */
  public static SelectList of(List<Field<?>> fields) {
    if (!DSL.select(fields).getBindValues().isEmpty()) {
      throw new IllegalArgumentException("a field binds a value, inline it: " + fields);
    }
    String select = RENDERER.render(DSL.select(fields));
    return new SelectList(select.substring("select ".length()), List.copyOf(fields));
  }

  /** Returns all fields in the place of one. */
  public Field<?> asField() {
    return CustomField.of("list", SQLDataType.OTHER, context -> context.sql(text, true));
  }
}
