package ai.flashfusion.examples.jshell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A chart with a horizontal bar for each row, the largest as long as there is room. */
final class BarChart {

  private static final int LONGEST_BAR = 60;
  private static final int GAP = 2;
  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private BarChart() {}

  /**
   * Returns the lines of the chart.
   *
   * @param rows rows with columns for the label, and numbers
   * @param value the column of numbers to draw; null for the first one
   * @param width the number of cells in a line
   * @throws InputException if there is nothing to draw
   */
  static String of(Rows rows, @Nullable String value, int width) {
    if (rows.values().isEmpty()) {
      return "(0 rows)\n";
    }
    List<Integer> labels = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int place = 0; place < rows.columns().size(); place++) {
      if (rows.isNumeric(place)) {
        numbers.add(place);
      } else if (numbers.isEmpty() && rows.column(place).stream().anyMatch(Objects::nonNull)) {
        labels.add(place);
      }
    }
    String names =
        numbers.stream().map(place -> rows.columns().get(place)).collect(Collectors.joining(", "));
    if (numbers.isEmpty()) {
      throw new InputException(
          "there is no column of numbers to draw: there are " + String.join(", ", rows.columns()));
    }
    int drawn = value == null ? numbers.get(0) : rows.columns().indexOf(value);
    if (!numbers.contains(drawn)) {
      throw new InputException("'" + value + "' is no column of numbers: there are " + names);
    }
    if (labels.isEmpty() && numbers.get(0) != drawn) {
      labels.add(numbers.get(0));
    }
    String title = rows.columns().get(drawn);
    String heading = numbers.size() == 1 || value != null ? title : title + "  (of " + names + ")";
    return String.join("\n", FittedTable.wrapped(heading, width))
        + "\n"
        + bars(label(rows, labels, width / 2), rows.column(drawn), width);
  }

  private static List<String> label(Rows rows, List<Integer> labels, int width) {
    return rows.values().stream()
        .map(
            row ->
                DisplayWidth.shortened(
                    labels.stream()
                        .map(place -> Cell.readable(row.get(place)))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")),
                    width))
        .toList();
  }

  private static String bars(List<String> labels, List<@Nullable Object> values, int width) {
    List<BigDecimal> numbers =
        values.stream()
            .map(value -> new BigDecimal(value == null ? "0" : Cell.exact(value)))
            .toList();
    List<String> texts =
        numbers.stream()
            .map(number -> String.format(Locale.ROOT, "%,." + decimals(numbers) + "f", number))
            .toList();
    int labelWidth = labels.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    int textWidth = texts.stream().mapToInt(String::length).max().orElse(0);
    int room = Math.max(1, Math.min(LONGEST_BAR, width - labelWidth - textWidth - 2 * GAP));
    BigDecimal most = numbers.stream().max(BigDecimal::compareTo).orElse(BigDecimal.ONE);
    StringBuilder chart = new StringBuilder();
    for (int row = 0; row < numbers.size(); row++) {
      String line =
          DisplayWidth.padded(labels.get(row), labelWidth, false)
              + " ".repeat(GAP)
              + DisplayWidth.padded(texts.get(row), textWidth, true)
              + " ".repeat(GAP)
              + bar(numbers.get(row), most, room);
      chart.append(line.stripTrailing()).append('\n');
    }
    return chart.toString();
  }

  /** Returns a bar of eighths of cells, at least one for any value above zero. */
  private static String bar(BigDecimal value, BigDecimal most, int room) {
    if (value.signum() <= 0) {
      return "";
    }
    int eighths =
        value
            .multiply(BigDecimal.valueOf(8L * room))
            .divide(most, 0, RoundingMode.HALF_UP)
            .max(BigDecimal.ONE)
            .intValue();
    return "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
  }

  private static int decimals(List<BigDecimal> numbers) {
    return numbers.stream().mapToInt(number -> number.stripTrailingZeros().scale()).max().orElse(0)
            > 0
        ? 4
        : 0;
  }
}
