package ai.flashfusion.examples.jshell;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A table that is no wider than the terminal. Columns without a value are left out. Where the rest
 * does not fit, JSON goes first, then long texts and references to other rows, and what remains is
 * shortened. A line below says what is missing.
 */
final class FittedTable {

  private static final int GAP = 2;
  private static final int NARROW_TEXT = 16;
  private static final int NARROW_ID = 9;
  private static final int NARROW_TITLE = 10;
  private static final int LONG_TEXT = 80;
  private static final int DAY = 10;

  private static final class Column {
    final String title;
    final List<String> cells;
    final boolean right;
    final boolean id;
    final boolean time;
    final int least;
    final int importance;
    int width;

    Column(String title, List<@Nullable Object> values, boolean right, boolean first) {
      this.title = title;
      this.right = right;
      this.cells = right ? numbers(values) : values.stream().map(Cell::readable).toList();
      this.id = all(values, FittedTable::isId);
      this.time = all(values, value -> value instanceof Instant || value instanceof OffsetDateTime);
      boolean json = values.stream().anyMatch(JsonNode.class::isInstance);
      int longest = cells.stream().mapToInt(DisplayWidth::of).max().orElse(0);
      this.width = Math.max(longest, DisplayWidth.of(title));
      int shortTitle = Math.min(NARROW_TITLE, DisplayWidth.of(title));
      boolean text = json || values.stream().anyMatch(String.class::isInstance);
      int narrow = id ? NARROW_ID : time ? DAY : text ? NARROW_TEXT : Math.max(longest, shortTitle);
      this.least = Math.min(width, narrow);
      this.importance = first ? 9 : json ? 0 : longest > LONG_TEXT && !id ? 1 : second(title);
    }

    private static boolean all(List<@Nullable Object> values, Predicate<Object> test) {
      return values.stream().anyMatch(Objects::nonNull)
          && values.stream().filter(Objects::nonNull).allMatch(test);
    }

    private int second(String name) {
      return name.equals("updated_at") ? 2 : id ? 3 : 4;
    }

    String heading() {
      return DisplayWidth.padded(DisplayWidth.shortened(title, width), width, right);
    }

    String cell(String text) {
      if (DisplayWidth.of(text) <= width) {
        return DisplayWidth.padded(text, width, right);
      }
      if (time && width == DAY) {
        return DisplayWidth.padded(text, width, false).substring(0, width);
      }
      // The ends of ids differ; their beginnings are a time.
      return id
          ? "…" + text.substring(text.length() - width + 1)
          : DisplayWidth.padded(DisplayWidth.shortened(text, width), width, right);
    }
  }

  private final List<Column> columns = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();
  private final Rows rows;
  private final int width;

  private FittedTable(Rows rows, int width, boolean chosen) {
    this.rows = rows;
    this.width = width;
    for (int place = 0; place < rows.columns().size(); place++) {
      List<@Nullable Object> values = rows.column(place);
      if (chosen || values.stream().anyMatch(Objects::nonNull)) {
        columns.add(
            new Column(
                rows.columns().get(place),
                values,
                rows.isNumeric(place),
                columns.isEmpty() || chosen));
      }
    }
  }

  /**
   * Returns the lines of the table.
   *
   * @param width the number of cells in a line
   * @param chosen whether the user chose the columns, so that none is left out
   */
  static String of(Rows rows, int width, boolean chosen) {
    FittedTable table = new FittedTable(rows, width, chosen);
    return rows.single() ? table.downThePage() : table.text(chosen);
  }

  private String text(boolean chosen) {
    if (!chosen) {
      dropUntilFitting();
    }
    while (total(false) > width) {
      Column widest =
          columns.stream()
              .filter(column -> column.width > (chosen ? 1 : column.least))
              .max(Comparator.comparingInt(column -> column.width))
              .orElse(null);
      if (widest == null) {
        break;
      }
      // A time is cut to its day, and not within its hours.
      widest.width = widest.time && widest.width > DAY ? DAY : widest.width - 1;
    }
    StringBuilder text = new StringBuilder();
    if (!rows.values().isEmpty()) {
      line(text, columns.stream().map(Column::heading).toList());
      line(text, columns.stream().map(column -> "-".repeat(column.width)).toList());
      for (int row = 0; row < rows.values().size(); row++) {
        int number = row;
        line(text, columns.stream().map(column -> column.cell(column.cells.get(number))).toList());
      }
    }
    return text.append(footer()).toString();
  }

  private void dropUntilFitting() {
    while (columns.size() > 1 && total(true) > width) {
      Column least = columns.get(columns.size() - 1);
      for (int i = columns.size() - 1; i >= 0; i--) {
        if (columns.get(i).importance < least.importance) {
          least = columns.get(i);
        }
      }
      columns.remove(least);
      hidden.add(least.title);
    }
  }

  private int total(boolean atLeast) {
    return columns.stream().mapToInt(column -> atLeast ? column.least : column.width).sum()
        + GAP * (columns.size() - 1);
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(String.join(" ".repeat(GAP), cells).stripTrailing()).append('\n');
  }

  private String footer() {
    int count = rows.values().size();
    String text =
        "(" + count + (count == 1 ? " row" : " rows") + (rows.more() ? ", and more follow" : "");
    if (!hidden.isEmpty()) {
      List<String> order = rows.columns().stream().filter(hidden::contains).toList();
      text += "; no room for " + String.join(", ", order);
    }
    return wrapped(text + ")", width).stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /** Returns the only row with one line for each column, and its values in full. */
  private String downThePage() {
    int titles = columns.stream().mapToInt(column -> column.title.length()).max().orElse(0);
    int room = width == Integer.MAX_VALUE ? width : Math.max(NARROW_TITLE, width - titles - GAP);
    StringBuilder text = new StringBuilder();
    for (Column column : columns) {
      String title = column.title;
      for (String part : wrapped(column.cells.get(0).strip(), room)) {
        line(text, List.of(DisplayWidth.padded(title, titles, false), part));
        title = "";
      }
    }
    return text.toString();
  }

  /** Breaks a text into lines, at blanks where there are some. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (DisplayWidth.of(rest) > width) {
      String line = DisplayWidth.first(rest, width);
      int blank = line.lastIndexOf(' ');
      line = blank > width / 2 ? line.substring(0, blank) : line;
      if (line.isEmpty()) {
        break;
      }
      lines.add(line);
      rest = rest.substring(line.length()).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static boolean isId(Object value) {
    return value instanceof UUID || RowReader.isId(value);
  }

  /** Returns the numbers with as many decimals as the one that has most, so that they align. */
  private static List<String> numbers(List<@Nullable Object> values) {
    int decimals =
        values.stream()
            .mapToInt(value -> value instanceof BigDecimal number ? Math.max(0, number.scale()) : 0)
            .max()
            .orElse(0);
    return values.stream()
        .map(
            value ->
                Cell.readable(
                    value instanceof BigDecimal number && number.scale() < decimals
                        ? number.setScale(decimals)
                        : value))
        .toList();
  }
}
