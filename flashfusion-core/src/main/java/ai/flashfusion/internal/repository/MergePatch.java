package ai.flashfusion.internal.repository;

import ai.flashfusion.schema.json.JsonColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON merge patch (RFC 7396) as an SQL expression, which changes the document within the
 * database: properties that the patch does not mention stay, even if somebody writes them at the
 * same time.
 */
public final class MergePatch {

  private static final int MAX_DEPTH = 50;

  private MergePatch() {}

  /**
   * Returns the column's value after the patch. A column that is null or not an object counts as an
   * empty object.
   *
   * @throws IllegalArgumentException if the patch is not an object, or if objects are nested too
   *     deeply
   */
  public static Field<JsonNode> of(TableField<?, JsonNode> column, JsonNode patch) {
    if (!(patch instanceof ObjectNode object)) {
      throw new IllegalArgumentException(
          "a merge patch must be a JSON object, but this is " + patch.getNodeType());
    }
    return merged(column.coerce(SQLDataType.JSONB), object, 1).coerce(column.getDataType());
  }

  private static Field<JSONB> merged(Field<JSONB> target, ObjectNode patch, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "the merge patch is nested more than " + MAX_DEPTH + " levels deep");
    }
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    List<String> removed = new ArrayList<>();
    Field<JSONB> before = DSL.field(DSL.name("target" + depth, "value"), SQLDataType.JSONB);
    List<Field<JSONB>> nested = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : patch.properties()) {
      String name = property.getKey();
      if (property.getValue().isNull()) {
        removed.add(name);
      } else if (property.getValue() instanceof ObjectNode object) {
        Field<JSONB> inner = DSL.field("({0} -> {1})", SQLDataType.JSONB, before, DSL.val(name));
        nested.add(
            DSL.field(
                "jsonb_build_object({0}, {1})",
                SQLDataType.JSONB, DSL.val(name), merged(inner, object, depth + 1)));
      } else {
        values.set(name, property.getValue());
      }
    }
    Field<JSONB> result =
        DSL.field(
            "(({0} || {1}) - {2})",
            SQLDataType.JSONB,
            before,
            DSL.val(JsonColumns.node().to(values)),
            DSL.val(removed.toArray(String[]::new)));
    for (Field<JSONB> property : nested) {
      result = DSL.field("{0} || {1}", SQLDataType.JSONB, result, property);
    }
    // Only objects are looked into, so that a name is never taken for an index in an array.
    return DSL.field(
        "(select {0} from (select case jsonb_typeof({1}) when 'object' then {1} else '{}' end) as {2} (value))",
        SQLDataType.JSONB, result, target, DSL.name("target" + depth));
  }
}
