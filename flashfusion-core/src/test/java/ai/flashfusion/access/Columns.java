package ai.flashfusion.access;

import ai.flashfusion.schema.Public;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** The columns of each table, and SQL expressions that write something new to them. */
final class Columns {

  private Columns() {}

  static List<String> of(Relation relation) {
    return Arrays.stream(table(relation).fields()).map(Field::getName).toList();
  }

  /** The values that a check allows, empty for a column without. */
  static List<String> allowedValues(Relation relation, String column) {
    Object[] constants = field(relation, column).getType().getEnumConstants();
    return constants == null
        ? List.of()
        : Arrays.stream(constants).map(constant -> ((EnumType) constant).getLiteral()).toList();
  }

  static boolean isNullable(Relation relation, String column) {
    return field(relation, column).getDataType().nullable();
  }

  static boolean isId(Relation relation, String column) {
    return field(relation, column).getDataType().getConverter().fromType() == UUID.class;
  }

  /**
   * An expression for a column that refers to no other row. It differs in each row it is written
   * to, so unique columns stay unique and a trigger that compares old and new sees a change.
   */
  static String fresh(Relation relation, String column) {
    List<String> allowed = allowedValues(relation, column);
    if (!allowed.isEmpty()) {
      return quote(allowed.get(allowed.size() - 1));
    }
    Class<?> type = field(relation, column).getDataType().getConverter().fromType();
    if (type == UUID.class) {
      return "gen_random_uuid()";
    } else if (type == String.class) {
      return "gen_random_uuid()::text";
    } else if (type == Integer.class || type == BigDecimal.class) {
      return "1 + (random() * 999)::int";
    } else if (type == Boolean.class) {
      return "true";
    } else if (type == JSONB.class) {
      return "jsonb_build_object('fresh', gen_random_uuid())";
    } else if (type == String[].class) {
      return "array[gen_random_uuid()::text]";
    } else if (type == Instant.class) {
      return "clock_timestamp() - random() * interval '1 day'";
    }
    throw new IllegalArgumentException(relation.table() + "." + column + ": " + type);
  }

  /** An expression for a value of a world. It has no type, so that a text fits a timestamp too. */
  static String quote(@Nullable Object value) {
    return value == null ? "null" : "'" + value.toString().replace("'", "''") + "'";
  }

  private static Field<?> field(Relation relation, String column) {
    return Objects.requireNonNull(table(relation).field(column), column);
  }

  private static Table<?> table(Relation relation) {
    return Objects.requireNonNull(Public.PUBLIC.getTable(relation.table()), relation.table());
  }
}
