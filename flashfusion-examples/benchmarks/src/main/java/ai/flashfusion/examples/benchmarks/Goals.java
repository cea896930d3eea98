package ai.flashfusion.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The goals, and whether the measurements reach them. Goals without measurements have no line. */
final class Goals {

  private static final Set<String> SINGLE =
      Set.of("point read", "page of 20", "usage summary", "insert one");
  private static final Set<String> USUAL = Set.of("jdbc", "jooq", "spring-data-jpa", "jdbi");

  private final List<Measurement> measurements;
  private final List<String> lines = new ArrayList<>();

  Goals(List<Measurement> measurements) {
    this.measurements = measurements;
  }

  List<String> lines() {
    for (Measurement m : measurements) {
      if (!m.contestant().equals(Contestants.FLASHFUSION)) {
        continue;
      }
      boolean read = SINGLE.contains(m.workload()) && !m.workload().equals("insert one");
      String cell = m.workload() + ", " + Measurement.number(m.latencyMs()) + " ms";
      if (SINGLE.contains(m.workload()) && m.latencyMs() == 0) {
        atMost(m.workload() + ": round trips", m.roundTrips(), 1);
      }
      if (m.workload().equals("transaction of five") && m.latencyMs() == 0) {
        atMost(m.workload() + ": round trips", m.roundTrips(), 6);
      }
      if (read) {
        atMost(cell + ": times the floor", m.ratioToFloor(), m.latencyMs() == 0 ? 1.25 : 1.05);
      }
      if (SINGLE.contains(m.workload())) {
        double best = fastestUsual(m) / m.medianUs();
        atLeast(cell + ": faster than the fastest of 3 to 6", best, m.latencyMs() == 0 ? 1 : 2.5);
      }
      if (m.workload().startsWith("bulk")) {
        atMost(cell + ": times copy without RLS", m.ratioToFloor(), 1.2);
        find(m, "spring-data-jpa")
            .ifPresent(
                jpa ->
                    atLeast(
                        cell + ": faster than spring-data-jpa", jpa.medianUs() / m.medianUs(), 5));
      }
      if (m.workload().startsWith("stream")) {
        atMost(cell + ": times bare pgjdbc", m.ratioToFloor(), 1.15);
      }
      if (m.workload().equals("start")) {
        atMost("start: times pgjdbc + HikariCP + jOOQ", m.ratioToFloor(), 1.5);
      }
    }
    growth();
    return lines;
  }

  private void growth() {
    List<Measurement> steps =
        measurements.stream()
            .filter(m -> m.workload().startsWith("growth"))
            .filter(m -> m.contestant().equals(Contestants.FLASHFUSION))
            .toList();
    if (steps.size() > 1) {
      Measurement first = steps.get(0);
      Measurement last = steps.get(steps.size() - 1);
      atMost(
          first.workload() + " to " + last.workload().replace("growth ", "") + " rows: times",
          last.medianUs() / first.medianUs(),
          1.3);
    }
  }

  private double fastestUsual(Measurement than) {
    return measurements.stream()
        .filter(m -> m.workload().equals(than.workload()) && m.latencyMs() == than.latencyMs())
        .filter(m -> USUAL.contains(m.contestant()))
        .mapToDouble(Measurement::medianUs)
        .min()
        .orElse(Double.NaN);
  }

  private Optional<Measurement> find(Measurement like, String contestant) {
    return measurements.stream()
        .filter(m -> m.workload().equals(like.workload()) && m.latencyMs() == like.latencyMs())
        .filter(m -> m.contestant().equals(contestant))
        .findFirst();
  }

  private void atMost(String goal, double measured, double bound) {
    line(goal + " at most " + number(bound), measured, measured <= bound, bound);
  }

  private void atLeast(String goal, double measured, double bound) {
    line(goal + " at least " + number(bound), measured, measured >= bound, bound);
  }

  private void line(String goal, double measured, boolean reached, double bound) {
    lines.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s |",
            goal,
            number(measured),
            reached
                ? "reached"
                : String.format(
                    Locale.ROOT, "**missed** by %.0f %%", 100 * Math.abs(measured / bound - 1))));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
  }
}
