package ai.flashfusion.internal.repository;

import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.internal.error.UnstorableTextException;
import ai.flashfusion.internal.jdbc.BoundValues;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code copy} (Postgres manual, chapter "COPY"). */
final class CopyText {

  private CopyText() {}

  static byte[] of(List<Field<?>> columns, List<? extends Record> records) {
    StringBuilder text = new StringBuilder(records.size() * columns.size() * 12);
    for (Record row : records) {
      for (int i = 0; i < columns.size(); i++) {
        if (i > 0) {
          text.append('\t');
        }
        append(text, value(columns.get(i), row));
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static <T> @Nullable Object value(Field<T> column, Record row) {
    try {
      return BoundValues.of(
          column.getConverter().to(row.get(column)),
          (text, at, part) ->
              UnstorableTextException.of(
                  text.charAt(at),
                  at,
                  part + "the value of " + column.getName(),
                  column.getName()));
    } catch (SQLException e) {
      throw new InvalidValueException(
          "copy: " + e.getMessage(),
          new DatabaseError(e.getSQLState(), null, column.getName(), null),
          e);
    }
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    if (value == null) {
      text.append("\\N");
    } else if (value instanceof Object[] array) {
      escape(text, literal(array));
    } else {
      escape(text, value.toString());
    }
  }

  /**
   * Returns the literal of an array, with every element quoted, so that none is taken for null or
   * for a comma.
   */
  static String literal(@Nullable Object[] array) {
    StringBuilder literal = new StringBuilder("{");
    for (int i = 0; i < array.length; i++) {
      literal.append(i == 0 ? "" : ",");
      Object element = array[i];
      literal.append(
          element == null
              ? "NULL"
              : '"' + element.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    return literal.append('}').toString();
  }

  private static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
  }
}
