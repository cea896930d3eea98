package ai.flashfusion.json;

import org.jooq.Record;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes the rows of a table. */
final class RowWriter<R extends Record> extends ValueSerializer<R> {

  private final Columns<R> columns;

  RowWriter(Columns<R> columns) {
    this.columns = columns;
  }

  @Override
  public void serialize(R row, JsonGenerator json, SerializationContext context) {
    json.writeStartObject(row);
    columns
        .shown()
        .forEach((name, column) -> context.defaultSerializeProperty(name, row.get(column), json));
    json.writeEndObject();
  }
}
