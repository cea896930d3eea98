package ai.flashfusion.internal.repository;

import ai.flashfusion.internal.session.SessionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;

/**
 * Inserts many rows: arrays of columns, unnested by the database, so that a statement has a bind
 * per column and not per value.
 */
public final class BulkInsert {

  /** Rows per round trip: past this many the time per row no longer falls. */
  static final int CHUNK = 5_000;

  private BulkInsert() {}

  /** All rows or none, in one transaction. */
  public static <R extends UpdatableRecord<R>> long insertAll(
      SessionContext context, Table<R> table, Iterable<R> records, LongConsumer progress) {
    return context.<Long, RuntimeException>inTransaction(
        transaction -> {
          long sent = 0;
          List<R> chunk = new ArrayList<>(CHUNK);
          for (R record : records) {
            chunk.add(record);
            if (chunk.size() == CHUNK) {
              sent += insert(transaction, table, chunk);
              progress.accept(sent);
              chunk.clear();
            }
          }
          if (!chunk.isEmpty()) {
            sent += insert(transaction, table, chunk);
            progress.accept(sent);
          }
          return sent;
        });
  }

  /** A statement per set of columns: a column that a row leaves out gets its default, not null. */
  private static <R extends UpdatableRecord<R>> int insert(
      SessionContext context, Table<R> table, List<R> records) {
    Map<List<Field<?>>, List<R>> byColumns = new LinkedHashMap<>();
    for (R record : records) {
      List<Field<?>> columns = new ArrayList<>();
      for (Field<?> field : record.fields()) {
        if (record.changed(field)) {
          columns.add(field);
        }
      }
      byColumns.computeIfAbsent(columns, key -> new ArrayList<>()).add(record);
    }
    int inserted = 0;
    for (Map.Entry<List<Field<?>>, List<R>> entry : byColumns.entrySet()) {
      inserted += insert(context, table, entry.getKey(), entry.getValue());
    }
    return inserted;
  }

  private static <R extends UpdatableRecord<R>> int insert(
      SessionContext context, Table<R> table, List<Field<?>> columns, List<R> records) {
    Field<?>[] arrays = new Field<?>[columns.size()];
    Name[] names = new Name[columns.size()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = array(columns.get(i), records);
      names[i] = columns.get(i).getUnqualifiedName();
    }
    StringBuilder unnest = new StringBuilder("unnest(");
    for (int i = 0; i < arrays.length; i++) {
      unnest.append(i == 0 ? "{" : ", {").append(i).append('}');
    }
    Table<Record> rows =
        DSL.table(unnest.append(')').toString(), (Object[]) arrays).as(DSL.name("row"), names);
    return context
        .dsl()
        .insertInto(table)
        .columns(columns)
        .select(DSL.select(DSL.asterisk()).from(rows))
        .execute();
  }

  private static <T> Field<?> array(Field<T> column, List<? extends Record> records) {
    Object[] values =
        (Object[]) java.lang.reflect.Array.newInstance(column.getType(), records.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = records.get(i).get(column);
    }
    return DSL.val(values, column.getDataType().getArrayDataType());
  }
}
