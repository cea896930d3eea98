package ai.flashfusion.examples.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The figures that other pages quote from {@code docs/benchmark/results.md}, each between two
 * comments of its page.
 */
public final class Quotes {

  private static final String BEGIN = "<!-- figures of the benchmark -->\n";
  private static final String END = "<!-- end of the figures -->";
  private static final int WIDTH = 120;
  private static final String OWN = "flashfusion";

  /** The workloads that are quoted, and their names there. */
  private static final Map<String, String> WORKLOADS = new LinkedHashMap<>();

  static {
    for (String same :
        List.of("point read", "page of 20", "usage summary", "insert one", "transaction of five")) {
      WORKLOADS.put(same, same);
    }
    WORKLOADS.put("page of five reads", "five reads in a pipeline");
    WORKLOADS.put("five writes", "five writes in a pipeline");
    WORKLOADS.put("concurrent 64", "64 callers at once");
    WORKLOADS.put("bulk 10000", "bulk insert of 10,000");
    WORKLOADS.put("stream 1000000", "stream of a million rows");
  }

  private final String results;
  private final Map<String, Map<String, String>> cells = new LinkedHashMap<>();

  /** Creates the quotes of a page of results. */
  public Quotes(String results) {
    this.results = results;
    List<String> contestants = List.of();
    for (String line : results.lines().toList()) {
      List<String> columns =
          Arrays.stream(line.split("\\|", -1)).skip(1).map(String::strip).toList();
      if (line.startsWith("| workload | latency, ms | floor |")) {
        contestants = columns;
      } else if (!line.startsWith("|")) {
        contestants = List.of();
      } else if (columns.size() == contestants.size()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 3; i < columns.size() - 1; i++) {
          row.put(contestants.get(i), columns.get(i));
        }
        cells.put(columns.get(0) + " " + columns.get(1), row);
      }
    }
  }

  /** Returns the pages with figures, with the text that they should have. */
  public Map<Path, String> pages(Path root) throws IOException {
    Map<Path, String> pages = new LinkedHashMap<>();
    pages.put(root.resolve("README.md"), readme());
    pages.put(root.resolve("docs/how-it-works/performance.md"), performance());
    for (Map.Entry<Path, String> page : pages.entrySet()) {
      String text = Files.readString(page.getKey());
      int from = text.indexOf(BEGIN) + BEGIN.length();
      page.setValue(text.substring(0, from) + page.getValue() + text.substring(text.indexOf(END)));
    }
    return pages;
  }

  private String readme() {
    StringBuilder text =
        new StringBuilder("[How fast is it?](docs/how-it-works/performance.md) Among ten million")
            .append(" rows and at 2 ms of latency, a point read takes ")
            .append(own("point read", "2"))
            .append(" times as long as hand-written JDBC without row level security");
    if (cells.containsKey("page of five reads 2")) {
      text.append(", and five reads in a pipeline ")
          .append(own("page of five reads", "2"))
          .append(" times as long as its five");
    }
    text.append(". The usual ways to read that row with row level security take ")
        .append(usual("point read", "2"))
        .append(" times as long.");
    if (runs() > 1) {
      text.append(" These are medians of ")
          .append(runs())
          .append(" full runs, with the lowest and the highest in brackets.");
    }
    return wrapped(text.toString());
  }

  private String performance() {
    TreeSet<String> latencies = new TreeSet<>(List.of("0", "0.5", "2"));
    StringBuilder table = new StringBuilder("| workload |");
    latencies.forEach(ms -> table.append(" at ").append(ms).append(" ms | usual |"));
    table.append("\n|---|").append("---:|---:|".repeat(latencies.size())).append('\n');
    WORKLOADS.forEach(
        (workload, name) -> {
          if (latencies.stream().anyMatch(ms -> cells.containsKey(workload + " " + ms))) {
            table.append("| ").append(name).append(" |");
            latencies.forEach(
                ms ->
                    table
                        .append(" ")
                        .append(own(workload, ms))
                        .append(" | ")
                        .append(usual(workload, ms))
                        .append(" |"));
            table.append('\n');
          }
        });
    String text =
        "Measured among ten million rows of usage on "
            + fact("date")
            + ", on two cores that clients, proxy and Postgres shared; the milliseconds are"
            + " latency."
            + (runs() > 1
                ? " Each is the median of "
                    + runs()
                    + " full runs, with the lowest and the highest in brackets."
                : "")
            + " One person's month of usage among 10,000,000 rows takes "
            + growth()
            + " times as long as among 10,000.";
    return "\n" + table + "\n" + wrapped(text);
  }

  private String own(String workload, String latency) {
    return cells.getOrDefault(workload + " " + latency, Map.of()).getOrDefault(OWN, "");
  }

  /** Returns the range of the ways that set the identity in their own transactions. */
  private String usual(String workload, String latency) {
    DoubleStream.Builder medians = DoubleStream.builder();
    cells
        .getOrDefault(workload + " " + latency, Map.of())
        .forEach(
            (contestant, cell) -> {
              if (!contestant.equals(OWN) && !cell.isEmpty()) {
                medians.add(Double.parseDouble(cell.replaceAll(" .*", "")));
              }
            });
    double[] sorted = medians.build().sorted().toArray();
    return sorted.length == 0
        ? ""
        : Measurement.ratio(sorted[0]) + "–" + Measurement.ratio(sorted[sorted.length - 1]);
  }

  private int runs() {
    String runs = fact("runs");
    return runs.isEmpty() ? 1 : Integer.parseInt(runs);
  }

  private String growth() {
    return results
        .lines()
        .filter(line -> line.startsWith("| my rows while the table grows"))
        .map(line -> line.replaceAll(".*from 10000 to \\d+: ([^|]*) \\|.*", "$1"))
        .findAny()
        .orElse("");
  }

  private String fact(String name) {
    return results
        .lines()
        .filter(line -> line.startsWith("- " + name + ": "))
        .map(line -> line.substring(name.length() + 4))
        .findFirst()
        .orElse("");
  }

  private static String wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return Stream.concat(lines.stream(), Stream.of(line.toString()))
            .collect(Collectors.joining("\n"))
        + "\n";
  }
}
