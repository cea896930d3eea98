package ai.flashfusion.examples.jshell;

import ai.flashfusion.schema.Public;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The masking of values that nobody should see on a screen or in a file: the columns that the
 * library's own records mask, and whatever is named like a secret, also inside of JSON.
 */
final class Secrets {

  private static final String MASK = "(secret)";

  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*[_-])?(?:secret|token|password|passwd|authorization|credentials?|cookie"
              + "|(?:api|private|access|seal)_?-?key)");

  private static final Set<String> COLUMNS = maskedByRecords();

  private Secrets() {}

  /** Returns the value of a column or property, or a mask in its place. */
  static @Nullable Object masked(String name, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (isSecret(name)) {
      return MASK;
    }
    if (value instanceof JSON || value instanceof JSONB) {
      return masked(JsonMapper.shared().readTree(value.toString()));
    }
    return value instanceof JsonNode json ? masked(json) : value;
  }

  private static boolean isSecret(String name) {
    String lower =
        name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT).replace(' ', '_');
    return COLUMNS.contains(lower) || NAME.matcher(lower).matches();
  }

  private static JsonNode masked(JsonNode json) {
    if (json instanceof ObjectNode object) {
      ObjectNode copy = JsonMapper.shared().createObjectNode();
      object
          .properties()
          .forEach(
              entry -> {
                if (isSecret(entry.getKey()) && !entry.getValue().isNull()) {
                  copy.put(entry.getKey(), MASK);
                } else {
                  copy.set(entry.getKey(), masked(entry.getValue()));
                }
              });
      return copy;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = JsonMapper.shared().createArrayNode();
      array.forEach(element -> copy.add(masked(element)));
      return copy;
    }
    return json;
  }

  /** Returns the columns that the generated records leave out of their text. */
  private static Set<String> maskedByRecords() {
    Set<String> masked = new HashSet<>();
    for (Table<?> table : Public.PUBLIC.getTables()) {
      for (Field<?> field : table.fields()) {
        Record record = table.newRecord();
        if (fill(record, field) && record.toString().contains(field.getName() + "=" + MASK)) {
          masked.add(field.getName());
        }
      }
    }
    return masked;
  }

  @SuppressWarnings("unchecked")
  private static boolean fill(Record record, Field<?> field) {
    if (field.getType() == String.class) {
      record.set((Field<String>) field, "x");
      return true;
    }
    if (field.getType() == JsonNode.class) {
      record.set((Field<JsonNode>) field, JsonMapper.shared().createObjectNode());
      return true;
    }
    return false;
  }
}
