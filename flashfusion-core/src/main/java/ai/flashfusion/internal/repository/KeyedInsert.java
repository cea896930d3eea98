package ai.flashfusion.internal.repository;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.internal.session.KeyedWrite;
import ai.flashfusion.internal.session.SessionContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Inserts one row under an idempotency key, with an id that is made here. */
public final class KeyedInsert {

  private KeyedInsert() {}

  /**
   * Returns the insert of a row with these values. The id is not part of what a repetition must
   * repeat, unless it is among the values.
   *
   * @throws RefusedStatementException if the identity may not choose the id
   */
  public static <R extends UpdatableRecord<R>> KeyedWrite<R> of(
      SessionContext context,
      Table<R> table,
      TableField<R, ?> id,
      Map<Field<?>, @Nullable Object> values) {
    return of(
        context,
        table,
        id,
        values,
        (dsl, all) -> InsertQuery.of(dsl, table, all, null).fetchSingle());
  }

  /**
   * Returns the insert of a row like the other, by another statement.
   *
   * @param insert inserts the values, which have the id
   */
  public static <R extends UpdatableRecord<R>> KeyedWrite<R> of(
      SessionContext context,
      Table<R> table,
      TableField<R, ?> id,
      Map<Field<?>, @Nullable Object> values,
      BiFunction<DSLContext, Map<Field<?>, @Nullable Object>, R> insert) {
    UUID subject = given(id, values);
    if (subject == null) {
      requireChoice(context, table);
      subject = TimedId.next();
    }
    Map<Field<?>, @Nullable Object> all = new LinkedHashMap<>(values);
    all.put(id, id.getDataType().convert(subject));
    return KeyedWrite.of(parts(values), table, id, subject, dsl -> insert.apply(dsl, all));
  }

  /**
   * Returns the write of a row that is found by its values, as it may be there before.
   *
   * @param stored the condition for the row
   */
  public static <R extends UpdatableRecord<R>> KeyedWrite<R> found(
      Table<R> table,
      Map<Field<?>, @Nullable Object> values,
      Condition stored,
      Function<DSLContext, R> statement) {
    return new KeyedWrite<>(parts(values), null, statement, table, stored);
  }

  private static <I> @Nullable UUID given(
      TableField<?, I> id, Map<Field<?>, @Nullable Object> values) {
    I given = id.getType().cast(values.get(id));
    return given == null ? null : (UUID) id.getConverter().to(given);
  }

  private static void requireChoice(SessionContext context, Table<?> table) {
    if (!context.choosesId(table)) {
      throw new RefusedStatementException(
          "a row of "
              + table.getName()
              + " gets its id from the database, so an idempotency key cannot name it, and nothing"
              + " was sent: insert it in once(key).transactionResult(…) and return the id");
    }
  }

  /** Returns the values as texts, in the order of the columns' names. */
  private static List<String> parts(Map<Field<?>, @Nullable Object> values) {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((column, value) -> texts.put(column.getName(), text(column, value)));
    List<String> parts = new ArrayList<>();
    texts.forEach(
        (column, text) -> {
          parts.add(column);
          parts.add(text);
        });
    return parts;
  }

  /** Returns a value as SQL text; times as they are stored, whatever the zone of this process. */
  public static String text(Field<?> column, @Nullable Object value) {
    if (value instanceof Instant instant) {
      return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
    return SelectList.RENDERER.renderInlined(
        value instanceof Field<?> field ? field : DSL.val(value, column));
  }
}
