package ai.flashfusion.schema.dictionary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The data dictionary, read off the database in use. */
public final class Dictionary {

  private Dictionary() {}

  /** The names of the sixteen tables. */
  public static Set<String> tables() {
    return columns().stream()
        .map(column -> Objects.requireNonNull(column.get("table")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the tables that have the column. */
  public static List<String> tablesWith(String column) {
    return columns().stream()
        .filter(row -> column.equals(row.get("column")))
        .map(row -> Objects.requireNonNull(row.get("table")))
        .toList();
  }

  /** The names of the table's columns in their order. */
  public static List<String> columnsOf(String table) {
    return columns().stream()
        .filter(row -> table.equals(row.get("table")))
        .map(row -> Objects.requireNonNull(row.get("column")))
        .toList();
  }

  public static List<Map<String, String>> columns() {
    return read("existing-columns.csv");
  }

  public static List<Map<String, String>> constraints() {
    return read("existing-constraints.csv");
  }

  public static List<Map<String, String>> indexes() {
    return read("existing-indexes.csv");
  }

  public static List<Map<String, String>> policies() {
    return read("existing-policies.csv");
  }

  public static List<Map<String, String>> triggers() {
    return read("existing-triggers.csv");
  }

  /** The rows as {@code Sql.lines} writes them. */
  static List<String> lines(List<Map<String, String>> rows) {
    return rows.stream().map(row -> String.join(" | ", row.values())).toList();
  }

  private static List<Map<String, String>> read(String file) {
    List<String> lines;
    try (InputStream in = Dictionary.class.getResourceAsStream("/dictionary/" + file)) {
      lines =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> header = fields(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = fields(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), fields.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
