package ai.flashfusion.json;

import ai.flashfusion.schema.json.ChatMessage;
import java.util.List;
import java.util.TreeSet;
import org.jooq.Converter;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the rows of a table. */
final class RowReader<R extends Record> extends ValueDeserializer<R> {

  /** The mapper of documents: an application's own would make a double of 1.10. */
  private static final JsonMapper DOCUMENTS =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the next column's
          .build();

  private final Columns<R> columns;

  RowReader(Columns<R> columns) {
    this.columns = columns;
  }

  @Override
  public R deserialize(JsonParser json, DeserializationContext context) {
    return deserialize(json, context, columns.table().newRecord());
  }

  @Override
  public R deserialize(JsonParser json, DeserializationContext context, R row) {
    if (!json.isExpectedStartObjectToken()) {
      context.handleUnexpectedToken(columns.recordType(), json);
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      Field<?> column = columns.shown().get(name);
      if (column == null) {
        throw refused(name, json);
      }
      try {
        set(row, column, json, context);
      } catch (JacksonException e) {
        throw e.prependPath(row, name);
      }
    }
    return row;
  }

  private JacksonException refused(String name, JsonParser json) {
    if (columns.hidden().contains(name)) {
      return DatabindException.from(
          json,
          "'"
              + name
              + "' is a secret, which is neither written to JSON nor read from it: set it in the record");
    }
    return UnrecognizedPropertyException.from(
        json, columns.recordType(), name, List.copyOf(new TreeSet<>(columns.shown().keySet())));
  }

  private static <T> void set(
      Record row, Field<T> column, JsonParser json, DeserializationContext context) {
    row.set(column, json.nextToken() == JsonToken.VALUE_NULL ? null : value(column, json, context));
  }

  private static <T> @Nullable T value(
      Field<T> column, JsonParser json, DeserializationContext context) {
    if (column.getConverter().fromType() == JSONB.class) {
      return DOCUMENTS.readerFor(documentType(column)).readValue(json);
    }
    if (EnumType.class.isAssignableFrom(column.getType())) {
      return literal(column, json, context);
    }
    return context.readValue(json, column.getType());
  }

  private static JavaType documentType(Field<?> column) {
    return column.getType() == List.class
        ? DOCUMENTS.getTypeFactory().constructCollectionType(List.class, ChatMessage.class)
        : DOCUMENTS.constructType(column.getType());
  }

  /** Reads the constant of an enum, also if the mapper would make null of an unknown one. */
  @SuppressWarnings("unchecked") // the column is text, and its converter that of the enum
  private static <T> T literal(Field<T> column, JsonParser json, DeserializationContext context) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      context.handleUnexpectedToken(column.getType(), json);
    }
    String literal = json.getString();
    try {
      return ((Converter<String, T>) column.getConverter()).from(literal);
    } catch (IllegalArgumentException e) {
      throw InvalidFormatException.from(json, e.getMessage(), literal, column.getType());
    }
  }
}
