package ai.flashfusion.examples.jshell;

import ai.flashfusion.query.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;

/**
 * The rows and columns of whatever a query returned: jOOQ's results and queries, pages, lists and
 * streams of Java records, maps, a single row. Nested records become columns of their own, names
 * are as in the database, and secrets are masked.
 *
 * @param columns the names of the columns
 * @param values the rows, each with a value for each column
 * @param single whether it was a row, and not a list of rows
 * @param more whether it was a page that others follow
 */
record Rows(
    List<String> columns, List<List<@Nullable Object>> values, boolean single, boolean more) {

  /**
   * Reads all rows.
   *
   * @throws InputException if there is nothing to read
   */
  static Rows of(@Nullable Object source) {
    if (source == null) {
      throw new InputException("there is nothing to show: the value is null");
    }
    if (source instanceof ResultQuery<?> query) {
      return of(query.fetch());
    }
    if (source instanceof Page<?> page) {
      return of(page.rows().iterator(), Set.of(), false, page.next().isPresent());
    }
    if (source instanceof Optional<?> optional) {
      return optional.isPresent()
          ? of(List.of(optional.get()).iterator(), Set.of(), true, false)
          : of(List.of().iterator(), Set.of(), false, false);
    }
    Set<String> names = new LinkedHashSet<>();
    if (source instanceof Result<?> result) {
      Arrays.stream(result.fields()).forEach(field -> names.add(field.getName()));
    }
    Iterator<?> several = several(source);
    return several == null
        ? of(List.of(source).iterator(), names, true, false)
        : of(several, names, false, false);
  }

  private static @Nullable Iterator<?> several(Object source) {
    if (source instanceof Iterable<?> iterable) {
      return iterable.iterator();
    }
    if (source instanceof BaseStream<?, ?> stream) {
      return stream.iterator();
    }
    if (source instanceof Map<?, ?> map) {
      return map.entrySet().iterator();
    }
    return source instanceof Object[] array ? Arrays.asList(array).iterator() : null;
  }

  private static Rows of(Iterator<?> rows, Set<String> known, boolean single, boolean more) {
    Set<String> names = new LinkedHashSet<>(known);
    List<Map<String, @Nullable Object>> read = new ArrayList<>();
    while (rows.hasNext()) {
      Map<String, @Nullable Object> row = RowReader.read(rows.next());
      names.addAll(row.keySet());
      read.add(row);
    }
    List<String> columns = List.copyOf(names);
    List<List<@Nullable Object>> values = new ArrayList<>();
    for (Map<String, @Nullable Object> row : read) {
      List<@Nullable Object> line = new ArrayList<>();
      columns.forEach(column -> line.add(row.get(column)));
      values.add(line);
    }
    return new Rows(columns, values, single, more);
  }

  /**
   * Returns only these columns, in this order.
   *
   * @throws InputException if there is no such column
   */
  Rows only(List<String> names) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String name : names) {
      int place = columns.indexOf(name);
      if (place < 0) {
        throw new InputException(
            "there is no column '" + name + "': there are " + String.join(", ", columns));
      }
      places.put(name, place);
    }
    List<List<@Nullable Object>> chosen = new ArrayList<>();
    for (List<@Nullable Object> row : values) {
      List<@Nullable Object> line = new ArrayList<>();
      places.values().forEach(place -> line.add(row.get(place)));
      chosen.add(line);
    }
    return new Rows(List.copyOf(places.keySet()), chosen, single, more);
  }

  /** Returns the values of one column. */
  List<@Nullable Object> column(int place) {
    List<@Nullable Object> column = new ArrayList<>();
    values.forEach(row -> column.add(row.get(place)));
    return column;
  }

  /** Returns whether the column has numbers, and nothing else. */
  boolean isNumeric(int place) {
    boolean found = false;
    for (Object value : column(place)) {
      if (value != null && !(value instanceof Number)) {
        return false;
      }
      found |= value != null;
    }
    return found;
  }
}
