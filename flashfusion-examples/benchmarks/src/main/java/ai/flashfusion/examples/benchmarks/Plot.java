package ai.flashfusion.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Bars of the ratios to the floor, a file for each latency. */
final class Plot {

  private static final int WIDTH = 760;
  private static final int LEFT = 270;
  private static final int BAR = 16;
  private static final double CUT = 12;

  private Plot() {}

  /** The files that {@link #calls} writes. */
  static List<String> names(List<Measurement> measurements) {
    return latencies(measurements).stream().map(Plot::name).toList();
  }

  static void calls(List<Measurement> measurements, Path directory) throws IOException {
    for (double latency : latencies(measurements)) {
      List<Measurement> bars =
          measurements.stream().filter(m -> m.latencyMs() == latency && isPlotted(m)).toList();
      Files.writeString(directory.resolve(name(latency)), svg(latency, bars));
    }
  }

  private static String svg(double latency, List<Measurement> bars) {
    Set<String> workloads = new LinkedHashSet<>();
    bars.forEach(bar -> workloads.add(bar.workload()));
    int height = 60 + bars.size() * BAR + workloads.size() * 14;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="10" y="22" font-size="15">Times the floor at %s ms of latency (less is better; cut at %.0f)</text>
            """,
            WIDTH,
            height,
            Measurement.number(latency),
            CUT));
    int y = 40;
    for (String workload : workloads) {
      svg.append(text(10, y + 12, workload));
      for (Measurement bar : bars) {
        if (bar.workload().equals(workload)) {
          bar(svg, y, bar);
          y += BAR;
        }
      }
      y += 14;
    }
    double one = LEFT + (WIDTH - LEFT - 60) / CUT;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"34\" y2=\"%d\" stroke=\"#444\""
                + " stroke-dasharray=\"3 3\"/>%n",
            one,
            height - 20));
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, int y, Measurement bar) {
    double length = Math.min(bar.ratioToFloor(), CUT) * (WIDTH - LEFT - 60) / CUT;
    String colour =
        switch (bar.contestant()) {
          case Contestants.FLOOR -> "#999999";
          case Contestants.FLASHFUSION -> "#d1495b";
          default -> "#8fb8de";
        };
    svg.append(text(150, y + 12, bar.contestant()));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LEFT,
            y,
            length,
            BAR - 3,
            colour));
    svg.append(
        text(
            LEFT + (int) length + 5,
            y + 12,
            String.format(Locale.ROOT, "%.2f", bar.ratioToFloor())));
  }

  private static String text(int x, int y, String text) {
    return String.format("<text x=\"%d\" y=\"%d\">%s</text>%n", x, y, text);
  }

  private static boolean isPlotted(Measurement m) {
    return !m.workload().startsWith("growth") && m.ratioToFloor() > 0;
  }

  private static Set<Double> latencies(List<Measurement> measurements) {
    Set<Double> latencies = new LinkedHashSet<>();
    measurements.stream().filter(Plot::isPlotted).forEach(m -> latencies.add(m.latencyMs()));
    return latencies;
  }

  private static String name(double latency) {
    return "times-the-floor-" + Measurement.number(latency).replace('.', '-') + "ms.svg";
  }
}
