package ai.flashfusion.examples.dashboard;

import static java.util.Locale.ROOT;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Charts as SVG without scripts or inline styles: classes get their colors, in light and in dark,
 * from the style sheet.
 */
final class Charts {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 62;
  private static final int TOP = 12;
  private static final int BOTTOM = 30;
  private static final int STEPS = 4;
  private static final double GAP = 0.24;

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  private Charts() {}

  /**
   * Returns bars of one day each, stacked.
   *
   * @param series the values of each day by name, in the order in which they are stacked and
   *     colored
   * @param label writes a value
   */
  static String stacked(
      String title, LocalDate first, Map<String, double[]> series, DoubleFunction<String> label) {
    int days = series.values().stream().mapToInt(values -> values.length).max().orElse(1);
    double[] sums = new double[days];
    series.values().forEach(values -> add(sums, values));
    double step = step(max(sums) / STEPS);
    double top = step * STEPS;
    double column = (double) (WIDTH - LEFT) / days;
    StringBuilder svg = open("chart", HEIGHT, title);
    for (int line = 0; line <= STEPS; line++) {
      double y = y(line * step, top);
      svg.append(
          String.format(
              ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT,
              WIDTH,
              y,
              y,
              LEFT - 8,
              y + 4,
              Words.escaped(label.apply(line * step))));
    }
    for (int day = 0; day < days; day++) {
      double x = LEFT + day * column;
      String date = DAY.format(first.plusDays(day));
      svg.append("<g class=\"day\"><title>")
          .append(Words.escaped(date + ": " + label.apply(sums[day])))
          .append("</title>");
      double below = 0;
      int color = 0;
      for (double[] values : series.values()) {
        if (values[day] > 0) {
          double y = y(below + values[day], top);
          svg.append(
              String.format(
                  ROOT,
                  "<rect class=\"s%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                  color,
                  x + column * GAP / 2,
                  y,
                  column * (1 - GAP),
                  y(below, top) - y));
          below += values[day];
        }
        color++;
      }
      svg.append("</g>");
      if ((days - 1 - day) % 7 == 0) {
        svg.append(
            String.format(
                ROOT,
                "<text class=\"tick%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                (days - 1 - day) % 14 == 0 ? "" : " minor",
                day == days - 1 ? WIDTH : x + column / 2,
                HEIGHT - 8,
                day == days - 1 ? "end" : "middle",
                date));
      }
    }
    return svg.append("</svg>").toString();
  }

  /** Returns a bar of what is spent of a budget, with what will be spent. */
  static String meter(String title, double spent, double projected, double budget) {
    int height = 34;
    double full = Math.max(budget, projected) * 1.02;
    double unit = full == 0 ? 0 : WIDTH / full;
    return open(
            "meter",
            height,
            String.format(
                ROOT,
                "%s: %.0f %% spent, %.0f %% by the month's end",
                title,
                100 * spent / budget,
                100 * projected / budget))
        .append(bar("track", WIDTH))
        .append(bar(projected > budget ? "projected over" : "projected", projected * unit))
        .append(bar("spent", spent * unit))
        .append(
            String.format(
                ROOT,
                "<line class=\"limit\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>",
                budget * unit,
                budget * unit,
                height))
        .append("</svg>")
        .toString();
  }

  private static String bar(String type, double width) {
    return String.format(
        ROOT,
        "<rect class=\"%s\" x=\"0\" y=\"6\" width=\"%.1f\" height=\"22\" rx=\"4\"/>",
        type,
        width);
  }

  private static StringBuilder open(String type, int height, String title) {
    return new StringBuilder()
        .append(
            String.format(
                ROOT,
                "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                type,
                WIDTH,
                height,
                Words.escaped(title)));
  }

  private static double y(double value, double top) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  }

  private static void add(double[] sums, double[] values) {
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
  }

  private static double max(double[] values) {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  /** Returns the next larger of 1, 2, 2.5 or 5 times a power of ten. */
  private static double step(double least) {
    if (least <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
