package ai.flashfusion.examples.benchmarks.report;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Plots of bars: the time relative to the floor for each latency, and the time of a call while the
 * table grows. A line on a bar leads from the lowest run to the highest.
 */
public final class Plot {

  private static final int WIDTH = 760;
  private static final int LEFT = 270;
  private static final int RIGHT = 70;
  private static final int TOP = 56;
  private static final int BAR = 16;
  private static final int GAP = 14;

  /** The ratio at which longer bars are cut, as otherwise they would make all others short. */
  private static final double CUT = 12;

  private final String title;
  private final Map<String, List<Bar>> groups = new LinkedHashMap<>();

  /** A bar, with the lowest and the highest run where they are known. */
  private record Bar(
      String contestant, double length, String label, double lowest, double highest) {}

  private Plot(String title) {
    this.title = title;
  }

  /** Returns the files that {@link #write} creates, with their captions. */
  public static Map<String, String> names(List<Measurement> measurements) {
    Map<String, String> names = new LinkedHashMap<>();
    latencies(measurements).forEach(latency -> names.put(name(latency), title(latency)));
    return names;
  }

  public static void write(Runs runs, Path directory) throws IOException {
    List<Measurement> measurements = runs.measurements();
    Map<String, Figure> ratios = runs.ratios(Report::measurements);
    for (double latency : latencies(measurements)) {
      Plot plot = new Plot(title(latency) + ": less is better");
      measurements.stream()
          .filter(m -> m.latencyMs() == latency && !m.isGrowth())
          .filter(m -> ratios.containsKey(m.cell()))
          .forEach(m -> plot.add(m, Objects.requireNonNull(ratios.get(m.cell()))));
      Files.writeString(directory.resolve(name(latency)), plot.svg(true));
    }
    Plot growth = new Plot("One person's month of usage, microseconds, while the table grows");
    measurements.stream()
        .filter(Measurement::isGrowth)
        .forEach(
            m ->
                growth.add(
                    String.format(
                        Locale.ROOT,
                        "%,d rows",
                        Long.parseLong(m.workload().replace("growth ", ""))),
                    new Bar(
                        m.contestant(),
                        m.medianUs(),
                        Measurement.time(m.medianUs()),
                        m.medianUs(),
                        m.medianUs())));
    if (!growth.groups.isEmpty()) {
      Files.writeString(directory.resolve("growth.svg"), growth.svg(false));
    }
  }

  private void add(Measurement m, Figure ratio) {
    add(
        m.workload(),
        new Bar(
            m.contestant(),
            ratio.median(),
            Measurement.ratio(ratio.median()),
            ratio.lowest(),
            ratio.highest()));
  }

  private void add(String group, Bar bar) {
    groups.computeIfAbsent(group, first -> new ArrayList<>()).add(bar);
  }

  private String svg(boolean ratios) {
    int bars = groups.values().stream().mapToInt(List::size).sum();
    int height = TOP + bars * BAR + groups.size() * GAP;
    double longest =
        groups.values().stream().flatMap(List::stream).mapToDouble(Bar::length).max().orElse(1);
    double full = ratios ? Math.min(longest, CUT) : longest;
    StringBuilder svg = new StringBuilder();
    append(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %1$d"
            + " %2$d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">",
        WIDTH,
        height);
    append(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    append(svg, "<text x=\"10\" y=\"22\" font-size=\"15\">%s</text>", title);
    int y = TOP;
    for (Map.Entry<String, List<Bar>> group : groups.entrySet()) {
      append(svg, "<text x=\"10\" y=\"%d\">%s</text>", y + 12, group.getKey());
      for (Bar bar : group.getValue()) {
        bar(svg, y, bar, full);
        y += BAR;
      }
      y += GAP;
    }
    if (ratios) {
      double one = LEFT + (WIDTH - LEFT - RIGHT) / full;
      append(
          svg,
          "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#444\""
              + " stroke-dasharray=\"3 3\"/>",
          one,
          TOP - 6,
          height - GAP);
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">floor</text>",
          one,
          TOP - 10);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, int y, Bar bar, double full) {
    boolean own = bar.contestant().equals(Contestants.FLASHFUSION);
    String colour =
        own ? "#d1495b" : bar.contestant().equals(Contestants.FLOOR) ? "#999" : "#8fb8de";
    double length = Math.min(bar.length(), full) / full * (WIDTH - LEFT - RIGHT);
    append(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\"%s>%s</text>",
        LEFT - 8,
        y + 11,
        own ? " font-weight=\"bold\"" : "",
        bar.contestant());
    append(
        svg,
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
        LEFT,
        y,
        length,
        BAR - 3,
        colour);
    double from = LEFT + Math.min(bar.lowest(), full) / full * (WIDTH - LEFT - RIGHT);
    double to = LEFT + Math.min(bar.highest(), full) / full * (WIDTH - LEFT - RIGHT);
    if (from < to) {
      append(
          svg,
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%3$d\" stroke=\"#222\"/>",
          from,
          to,
          y + 6);
    }
    append(
        svg,
        "<text x=\"%.1f\" y=\"%d\">%s%s</text>",
        Math.max(LEFT + length, to) + 5,
        y + 11,
        bar.length() > full ? "… " : "",
        bar.label());
  }

  private static void append(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static Set<Double> latencies(List<Measurement> measurements) {
    Set<Double> latencies = new LinkedHashSet<>();
    measurements.stream().filter(m -> !m.isGrowth()).forEach(m -> latencies.add(m.latencyMs()));
    return latencies;
  }

  private static String title(double latency) {
    return latency == 0
        ? "Times the floor on loopback"
        : "Times the floor at " + Measurement.number(latency) + " ms of latency";
  }

  private static String name(double latency) {
    return "times-the-floor-" + Measurement.number(latency).replace('.', '-') + "ms.svg";
  }
}
