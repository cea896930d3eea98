package ai.flashfusion.internal.repository;

import ai.flashfusion.identity.Identity;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertReturningStep;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows in one statement: an array for each column, unnested by the database, so that
 * there is one bind per column instead of one per value.
 *
 * @param id the column of the rows' ids
 * @param conflict the key for which an existing row is updated instead, or null to insert only
 * @param identity the identity that writes
 */
record ArrayInsert<R extends UpdatableRecord<R>, I>(
    TableField<R, I> id, @Nullable UniqueKey<R> conflict, Identity identity) {

  int write(DSLContext dsl, List<Field<?>> columns, List<R> rows) {
    return dsl.execute(insert(dsl, columns, rows));
  }

  /** Writes the rows, and returns their ids in the order of the rows. */
  List<I> writeReturning(DSLContext dsl, List<Field<?>> columns, List<R> rows) {
    return insert(dsl, columns, rows).returning(id).fetch(id);
  }

  private InsertReturningStep<R> insert(DSLContext dsl, List<Field<?>> columns, List<R> rows) {
    Field<?>[] arrays = new Field<?>[columns.size()];
    Name[] names = new Name[columns.size() + 1];
    StringBuilder unnest = new StringBuilder("unnest(");
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = array(columns.get(i), rows);
      names[i] = columns.get(i).getUnqualifiedName();
      unnest.append(i == 0 ? "{" : ", {").append(i).append('}');
    }
    names[arrays.length] = DSL.name("position of the row");
    Table<Record> values =
        DSL.table(unnest.append(") with ordinality").toString(), (Object[]) arrays)
            .as(DSL.name("row"), names);
    var insert =
        dsl.insertInto(Objects.requireNonNull(id.getTable()))
            .columns(columns)
            .select(
                DSL.select(columns.stream().map(ArrayInsert::element).toList())
                    .from(values)
                    .orderBy(DSL.field(names[arrays.length])));
    if (conflict == null) {
      return insert;
    }
    return insert
        .onConflict(conflict.getFields())
        .doUpdate()
        .set(Conflict.updates(conflict, columns, identity));
  }

  private static Field<?> element(Field<?> column) {
    Field<?> element = DSL.field(column.getUnqualifiedName());
    return column.getType().isArray() ? element.cast(column.getDataType()) : element;
  }

  private static <T> Field<?> array(Field<T> column, List<? extends Record> records) {
    if (column.getType().isArray()) {
      // Unnesting an array of arrays would return its innermost elements.
      String[] literals =
          records.stream()
              .map(row -> (Object[]) row.get(column))
              .map(array -> array == null ? null : CopyText.literal(array))
              .toArray(String[]::new);
      return DSL.val(literals, SQLDataType.CLOB.array());
    }
    @Nullable Object[] values =
        (@Nullable Object[]) Array.newInstance(column.getType(), records.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = records.get(i).get(column);
    }
    return DSL.val(values, column.getDataType().getArrayDataType());
  }
}
