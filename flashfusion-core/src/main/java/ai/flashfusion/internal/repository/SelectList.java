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
 * The list of a select, as text. jOOQ renders a query for each execution, and the columns of a
 * table are most of it, so this part is rendered only once. The rest is left to jOOQ, as conditions
 * of callers may follow paths to other tables, which it joins. Immutable.
 *
 * @param text the fields, as in a select or returning clause
 * @param fields the fields to which the query is coerced
 */
public record SelectList(String text, List<Field<?>> fields) {

  /** The renderer of text that is kept. */
  static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

  private static final Map<Table<?>, SelectList> TABLES = new ConcurrentHashMap<>();

  /** Returns all columns of the table. */
  public static SelectList of(Table<?> table) {
    return TABLES.computeIfAbsent(table, t -> of(List.of(t.fields())));
  }

  /**
   * Returns the list of these fields.
   *
   * @throws IllegalArgumentException if one of them binds a value, which cannot be part of the text
   */
  public static SelectList of(List<Field<?>> fields) {
    if (!DSL.select(fields).getBindValues().isEmpty()) {
      throw new IllegalArgumentException("a field binds a value: inline it in " + fields);
    }
    String select = RENDERER.render(DSL.select(fields));
    return new SelectList(select.substring("select ".length()), List.copyOf(fields));
  }

  /** Returns all fields of the list in the form of a single one. */
  public Field<?> asField() {
    return CustomField.of("list", SQLDataType.OTHER, context -> context.sql(text, true));
  }
}
