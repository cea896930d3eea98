package ai.flashfusion.examples.jshell;

import ai.flashfusion.schema.json.Permissions;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rows for programs: as CSV, and as JSON. */
final class Export {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String JSON_TYPES = Permissions.class.getPackageName();

  private Export() {}

  /** Returns CSV according to RFC 4180, with a header; a null is an empty field. */
  static String csv(Rows rows) {
    StringBuilder text = new StringBuilder(line(rows.columns()));
    rows.values().forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<? extends @Nullable Object> values) {
    return values.stream()
            .map(value -> quoted(Cell.exact(value), value != null))
            .collect(Collectors.joining(","))
        + '\r' // apart, as Error Prone fails on them together
        + '\n';
  }

  /** Returns the field; an empty text has quotes, which tell it from a null. */
  private static String quoted(String field, boolean present) {
    boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain && !(field.isEmpty() && present) ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** Returns an array of objects, or an object for a single row; names are as in the database. */
  static String json(Rows rows) {
    ArrayNode array = MAPPER.createArrayNode();
    for (List<@Nullable Object> row : rows.values()) {
      ObjectNode object = array.addObject();
      for (int place = 0; place < rows.columns().size(); place++) {
        object.set(rows.columns().get(place), node(row.get(place)));
      }
    }
    return MAPPER.writeValueAsString(rows.single() ? array.get(0) : array) + "\n";
  }

  private static JsonNode node(@Nullable Object value) {
    if (value instanceof JsonNode json) {
      return json;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return MAPPER.valueToTree(
          value instanceof Double number && !Double.isFinite(number) ? value.toString() : value);
    }
    if (value != null && value.getClass().getPackageName().equals(JSON_TYPES)) {
      return MAPPER.valueToTree(value);
    }
    if (value instanceof Object[] array) {
      ArrayNode nodes = MAPPER.createArrayNode();
      for (Object element : array) {
        nodes.add(node(element));
      }
      return nodes;
    }
    if (value instanceof Iterable<?> elements) {
      ArrayNode nodes = MAPPER.createArrayNode();
      elements.forEach(element -> nodes.add(node(element)));
      return nodes;
    }
    return value == null ? MAPPER.nullNode() : MAPPER.valueToTree(Cell.exact(value));
  }
}
