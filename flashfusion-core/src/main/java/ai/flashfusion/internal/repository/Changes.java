package ai.flashfusion.internal.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What a record was given since it was read or made. */
public final class Changes {

  private Changes() {}

  /** In the order of the columns. */
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
