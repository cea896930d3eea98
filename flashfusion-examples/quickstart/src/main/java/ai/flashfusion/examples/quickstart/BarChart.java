package ai.flashfusion.examples.quickstart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** A chart of horizontal bars for the terminal, the largest as wide as the chart. */
final class BarChart {

  private record Bar(String label, BigDecimal value, String text) {}

  private final int width;
  private final List<Bar> bars = new ArrayList<>();

  /** Creates a chart whose largest bar has this many characters. */
  BarChart(int width) {
    this.width = width;
  }

  /** Adds a bar; the text is the value in the form for readers. */
  BarChart bar(String label, BigDecimal value, String text) {
    bars.add(new Bar(label, value, text));
    return this;
  }

  /** Returns the lines of the chart, indented. */
  @Override
  public String toString() {
    int labels = bars.stream().mapToInt(bar -> bar.label().length()).max().orElse(0);
    int texts = bars.stream().mapToInt(bar -> bar.text().length()).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    for (Bar bar : bars) {
      String line =
          "  "
              + bar.label()
              + " ".repeat(labels - bar.label().length() + 2 + texts - bar.text().length())
              + bar.text()
              + "  "
              + "#".repeat(length(bar.value()));
      lines.append(line.stripTrailing()).append('\n');
    }
    return lines.toString();
  }

  /** Returns the length of a bar, at least 1 for any value above zero, so that it is visible. */
  private int length(BigDecimal value) {
    if (value.signum() <= 0) {
      return 0;
    }
    BigDecimal max =
        bars.stream().map(Bar::value).max(BigDecimal::compareTo).orElse(BigDecimal.ONE);
    return Math.max(
        1,
        value.multiply(BigDecimal.valueOf(width)).divide(max, 0, RoundingMode.HALF_UP).intValue());
  }
}
