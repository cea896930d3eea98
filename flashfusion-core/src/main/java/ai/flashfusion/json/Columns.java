package ai.flashfusion.json;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The columns of a table.
 *
 * @param table the table
 * @param shown the columns without the secrets, by their names in JSON
 * @param hidden the names that secrets would have in JSON
 */
record Columns<R extends Record>(Table<R> table, Map<String, Field<?>> shown, Set<String> hidden) {

  /** The columns that the text of records and the audit trail mask too. */
  private static final Set<Field<?>> SECRETS =
      Set.of(API_KEYS.KEY_HASH, WEBHOOKS.SECRET, WEBHOOKS.HEADERS);

  static <R extends Record> Columns<R> of(Table<R> table, boolean camelCase) {
    Map<String, Field<?>> shown = new LinkedHashMap<>();
    Set<String> hidden = new HashSet<>();
    for (Field<?> column : table.fields()) {
      String name = camelCase ? camelCase(column.getName()) : column.getName();
      if (SECRETS.contains(column)) {
        hidden.add(name);
      } else {
        shown.put(name, column);
      }
    }
    return new Columns<>(table, shown, hidden);
  }

  @SuppressWarnings("unchecked") // a table's records are of its type
  Class<R> recordType() {
    return (Class<R>) table.getRecordType();
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      camel
          .append(
              camel.isEmpty()
                  ? word.substring(0, 1)
                  : word.substring(0, 1).toUpperCase(Locale.ROOT))
          .append(word.substring(1));
    }
    return camel.toString();
  }
}
