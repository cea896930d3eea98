package ai.flashfusion.examples.quickstart;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal, with names aligned to the left and numbers to the right. */
public final class TextTable {

  private record Column(String title, boolean right) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of names. */
  public TextTable left(String title) {
    columns.add(new Column(title, false));
    return this;
  }

  /** Adds a column of numbers. */
  public TextTable right(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  /** Adds a row, which must have a cell for each column. */
  public TextTable row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Adds a line, for example above a total. */
  public TextTable rule() {
    rows.add(List.of());
    return this;
  }

  /** Returns the lines of the table, indented, without blanks at their ends. */
  @Override
  public String toString() {
    List<List<String>> all = new ArrayList<>();
    all.add(columns.stream().map(Column::title).toList());
    all.add(List.of());
    all.addAll(rows);
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      widths.add(
          all.stream()
              .filter(row -> !row.isEmpty())
              .mapToInt(row -> row.get(column).length())
              .max()
              .orElse(0));
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      text.append(line(row, widths).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      String cell = row.isEmpty() ? "-".repeat(widths.get(i)) : row.get(i);
      String blanks = " ".repeat(widths.get(i) - cell.length());
      line.append("  ").append(columns.get(i).right() ? blanks + cell : cell + blanks);
    }
    return line.toString();
  }
}
