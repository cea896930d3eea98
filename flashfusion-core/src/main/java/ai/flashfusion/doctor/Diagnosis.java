package ai.flashfusion.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems that were found in a database and the login that examined it. Immutable.
 *
 * @param findings the problems; empty if there are none
 * @param advice changes that are not necessary but would be safer
 */
public record Diagnosis(List<Finding> findings, List<Finding> advice) {

  private static final int[] WIDTHS = {38, 52, 64};

  public Diagnosis {
    findings = List.copyOf(findings);
    advice = List.copyOf(advice);
  }

  /** Returns whether nothing is wrong. */
  public boolean isHealthy() {
    return findings.isEmpty();
  }

  /**
   * Returns the findings and the advice as a table for people to read; text too long for its cell
   * continues on the next line.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (isHealthy()) {
      text.append("Nothing is wrong.\n");
    } else {
      table(text, "what is wrong", findings);
      text.append(findings.size()).append(" findings\n");
    }
    if (!advice.isEmpty()) {
      table(text.append("\nAdvice\n\n"), "what could be safer", advice);
    }
    return text.toString();
  }

  private static void table(StringBuilder table, String problem, List<Finding> lines) {
    row(table, "what", problem, "how to fix it");
    row(table, "-".repeat(WIDTHS[0]), "-".repeat(WIDTHS[1]), "-".repeat(WIDTHS[2]));
    for (Finding finding : lines) {
      row(
          table,
          finding.subject(),
          finding.problem(),
          finding.who() + ": " + oneLine(finding.fix()));
    }
  }

  /** Returns the first line only, as the text of a function would fill the screen. */
  private static String oneLine(String fix) {
    int end = fix.indexOf('\n');
    return end < 0 ? fix : fix.substring(0, end) + " … (" + fix.lines().count() + " lines)";
  }

  private static void row(StringBuilder table, String... cells) {
    List<List<String>> columns = new ArrayList<>();
    int height = 0;
    for (int i = 0; i < cells.length; i++) {
      List<String> lines = wrapped(cells[i], WIDTHS[i]);
      columns.add(lines);
      height = Math.max(height, lines.size());
    }
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < cells.length; i++) {
        List<String> lines = columns.get(i);
        String cell = line < lines.size() ? lines.get(line) : "";
        text.append(cell).append(" ".repeat(Math.max(0, WIDTHS[i] - cell.length()))).append("  ");
      }
      table.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank <= 0 ? width : blank;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
