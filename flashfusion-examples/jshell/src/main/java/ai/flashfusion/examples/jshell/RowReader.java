package ai.flashfusion.examples.jshell;

import ai.flashfusion.schema.ids.ProjectId;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** The values of one row by column. */
final class RowReader {

  private final Map<String, @Nullable Object> row = new LinkedHashMap<>();

  private RowReader() {}

  /** Reads a jOOQ record, a Java record, an entry of a map, or a plain value. */
  static Map<String, @Nullable Object> read(@Nullable Object source) {
    RowReader reader = new RowReader();
    reader.add("value", "", source);
    return reader.row;
  }

  /**
   * Adds a value, or all values of a row within the row.
   *
   * @param prefix the name to put before the column's own if a column of that name is there already
   */
  private void add(String name, String prefix, @Nullable Object value) {
    if (value instanceof org.jooq.Record record) {
      for (Field<?> field : record.fields()) {
        String table = field instanceof TableField<?, ?> of ? tableOf(of) : prefix;
        put(field.getName(), table, hidden(field, record.get(field)));
      }
    } else if (value instanceof Record record && !isId(record)) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        String column = snakeCase(component.getName());
        add(column, row.containsKey(column) ? prefix : column, get(component, record));
      }
    } else if (value instanceof Optional<?> optional) {
      add(name, prefix, optional.orElse(null));
    } else if (value instanceof Map.Entry<?, ?> entry) {
      add("key", prefix, entry.getKey());
      add("value", prefix, entry.getValue());
    } else {
      put(name, prefix, value);
    }
  }

  private void put(String name, String prefix, @Nullable Object value) {
    String column = row.containsKey(name) && !prefix.isEmpty() ? prefix + "_" + name : name;
    for (int number = 2; row.containsKey(column); number++) {
      column = name + "_" + number;
    }
    row.put(column, Secrets.masked(name, value));
  }

  /** Returns a mask for a secret that was selected under another name. */
  private static @Nullable Object hidden(Field<?> field, @Nullable Object value) {
    return field instanceof QOM.FieldAlias<?> alias
        ? Secrets.masked(alias.$aliased().getName(), value)
        : value;
  }

  /**
   * Returns whether the value is a generated id, which is a record of a UUID and one value here.
   */
  static boolean isId(Object value) {
    return value.getClass().getPackageName().equals(ProjectId.class.getPackageName());
  }

  private static String tableOf(TableField<?, ?> field) {
    return field.getTable() == null ? "" : field.getTable().getName();
  }

  private static @Nullable Object get(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
