package ai.flashfusion.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * New values for columns of one row or many.
 *
 * @param values the values for the model; of a fresh value it only knows that it is one
 * @param expressions the expressions in the statement
 * @param decides whether access depends on one of the values
 */
record Change(
    Map<String, @Nullable Object> values, Map<String, String> expressions, boolean decides) {

  /** A column that access depends on, to a certain value. */
  static Change to(Relation relation, String column, @Nullable Object value) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put(column, value);
    return new Change(
        values, Map.of(column, Columns.quote(value)), References.decides(relation, column));
  }

  /** A column to a value that no row has. */
  static Change fresh(Relation relation, String column) {
    return new Change(
        Map.of(column, "fresh"), Map.of(column, Columns.fresh(relation, column)), false);
  }

  Change and(Change other) {
    Map<String, @Nullable Object> bothValues = new LinkedHashMap<>(values);
    bothValues.putAll(other.values);
    Map<String, String> bothExpressions = new LinkedHashMap<>(expressions);
    bothExpressions.putAll(other.expressions);
    return new Change(bothValues, bothExpressions, decides || other.decides);
  }

  /** The list after {@code set}. */
  String assignments() {
    return expressions.entrySet().stream()
        .map(entry -> '"' + entry.getKey() + "\" = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Returns the rest of a sentence after the name of the row. */
  String detail() {
    return decides
        ? " (" + assignments().replace("\"", "") + ")"
        : values.keySet().stream().map(column -> "." + column).collect(Collectors.joining());
  }
}
