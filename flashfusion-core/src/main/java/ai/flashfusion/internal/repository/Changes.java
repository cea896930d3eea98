package ai.flashfusion.internal.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The values that were set in a record since it was read or created. */
public final class Changes {

  private Changes() {}

  /** Returns the values in the order of the columns. */
  public static Map<Field<?>, @Nullable Object> of(Record record) {
    Map<Field<?>, @Nullable Object> changes = new LinkedHashMap<>();
    for (Field<?> field : record.fields()) {
      if (record.changed(field)) {
        changes.put(field, record.get(field));
      }
    }
    return changes;
  }
}
