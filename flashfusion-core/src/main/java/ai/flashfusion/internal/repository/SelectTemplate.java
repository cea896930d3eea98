package ai.flashfusion.internal.repository;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A select of which only the condition, order and limit change. jOOQ renders a query anew at each
 * execution, which for all columns of a table takes longer than all else on this side of the wire:
 * here that is done once. Immutable.
 *
 * @param head up to the condition
 * @param tail behind it
 * @param fields what is selected
 */
public record SelectTemplate(String head, String tail, List<Field<?>> fields) {

  private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);
  private static final String MARK = "\"the condition\"";
  private static final Map<Table<?>, SelectTemplate> TABLES = new ConcurrentHashMap<>();
  private static final Map<Table<?>, String> COLUMNS = new ConcurrentHashMap<>();

  /** All columns of the table. */
  public static SelectTemplate of(Table<?> table) {
    return TABLES.computeIfAbsent(
        table, t -> of(condition -> DSL.select(t.fields()).from(t).where(condition)));
  }

  /**
   * The select with a condition, which it has in one place. Without binds of its own.
   *
   * @throws IllegalArgumentException if it binds something, or has the condition elsewhere, too
   */
  public static SelectTemplate of(Function<Condition, Select<?>> select) {
    Select<?> query = select.apply(DSL.condition(MARK));
    String[] parts = RENDERER.render(query).split(MARK, -1);
    if (parts.length != 2 || !query.getBindValues().isEmpty()) {
      throw new IllegalArgumentException("no template can be made of " + query);
    }
    return new SelectTemplate(parts[0], parts[1], List.copyOf(query.getSelect()));
  }

  /** The names of all columns of the table, as a select or returning clause has them. */
  static String columns(Table<?> table) {
    return COLUMNS.computeIfAbsent(
        table, t -> String.join(", ", List.of(t.fields()).stream().map(RENDERER::render).toList()));
  }

  /**
   * Selects.
   *
   * @param order empty for that of the template, or none
   * @param limit null for all rows
   */
  public ResultQuery<Record> query(
      DSLContext dsl,
      Condition condition,
      List<? extends OrderField<?>> order,
      @Nullable Integer limit) {
    CustomQueryPart query =
        CustomQueryPart.of(
            text -> {
              text.sql(head, true).visit(condition).sql(tail, true);
              String separator = " order by ";
              for (OrderField<?> field : order) {
                text.sql(separator, true).visit(field);
                separator = ", ";
              }
              if (limit != null) {
                text.sql(" limit ", true).visit(DSL.val(limit, SQLDataType.BIGINT));
              }
            });
    return dsl.resultQuery("{0}", query).coerce(fields);
  }
}
