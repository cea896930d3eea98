package ai.flashfusion.internal.repository;

import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.InvalidValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The values that were set in a record since it was read or created. */
public final class Changes {

  private Changes() {}

  /**
   * Returns the values in the order of the columns.
   *
   * @throws InvalidValueException if a number would be stored as zero though it is not
   */
  public static Map<Field<?>, @Nullable Object> of(Record record) {
    Map<Field<?>, @Nullable Object> changes = new LinkedHashMap<>();
    for (Field<?> field : Objects.requireNonNull(record, "record").fields()) {
      if (record.changed(field)) {
        Object value = record.get(field);
        if (value instanceof BigDecimal number) {
          requireKept(field, number);
        }
        changes.put(field, value);
      }
    }
    return changes;
  }

  /**
   * Checks that the column has decimals enough for a number not to become zero.
   *
   * @throws InvalidValueException if it would be stored as zero
   */
  public static void requireKept(Field<?> column, BigDecimal number) {
    int scale = column.getDataType().scale();
    boolean lost =
        column.getDataType().scaleDefined()
            && number.signum() != 0
            && number.setScale(scale, RoundingMode.HALF_UP).signum() == 0;
    if (lost) {
      throw new InvalidValueException(
          column.getName()
              + " is "
              + number
              + ", which would be stored as 0, because the column has "
              + scale
              + " decimals: add up small amounts before, or give 0",
          new DatabaseError(null, null, column.getName(), null),
          null);
    }
  }
}
