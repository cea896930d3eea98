package ai.flashfusion.examples.quickstart;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** Reports on usage and its cost, as far as the querying identity may see it. */
final class UsageReport {

  private static final int CHART_WIDTH = 40;

  private UsageReport() {}

  /** Returns a table with a line for each day and model, and the sum of all. */
  static String byDayAndModel(Session session, UsageQuery query) {
    TextTable table = new TextTable().left("Day").left("Model");
    sums(table);
    String previous = "";
    for (UsageGroup group :
        session.aiUsage().summary(query, UsageDimension.TIME, UsageDimension.MODEL)) {
      String day = Objects.requireNonNull(group.start()).toLocalDate().toString();
      String model = Objects.requireNonNull(group.model());
      row(table, group.usage(), day.equals(previous) ? "" : day, model);
      previous = day;
    }
    return row(table.rule(), session.aiUsage().total(query), "total", "").toString();
  }

  /** Returns a chart with a bar for each day. */
  static String costPerDay(Session session, UsageQuery query) {
    BarChart chart = new BarChart(CHART_WIDTH);
    for (UsageByDay day : session.aiUsage().daily(query)) {
      chart.bar(
          day.day().toString(), day.usage().costUsd(), Numbers.dollars(day.usage().costUsd()));
    }
    return chart.toString();
  }

  /** Returns a chart with a bar for each model, the most expensive first. */
  static String costPerModel(Session session, UsageQuery query) {
    BarChart chart = new BarChart(CHART_WIDTH);
    for (UsageByModel model : session.aiUsage().byModel(query)) {
      chart.bar(model.model(), model.usage().costUsd(), Numbers.dollars(model.usage().costUsd()));
    }
    return chart.toString();
  }

  /** Returns a table with the same query for each identity, and its result. */
  static String perIdentity(Map<String, Session> identities, UsageQuery query) {
    TextTable table = new TextTable().left("Asked by");
    sums(table);
    identities.forEach(
        (name, session) -> {
          try {
            row(table, session.aiUsage().total(query), name);
          } catch (AccessDeniedException e) {
            table.row(name, "refused", "-", "-", "-");
          }
        });
    return table.toString();
  }

  private static void sums(TextTable table) {
    table.right("Requests").right("Prompt tokens").right("Completion tokens").right("Cost");
  }

  private static TextTable row(TextTable table, Usage usage, String... names) {
    String[] cells = Arrays.copyOf(names, names.length + 4);
    cells[names.length] = Numbers.count(usage.requests());
    cells[names.length + 1] = Numbers.count(usage.promptTokens());
    cells[names.length + 2] = Numbers.count(usage.completionTokens());
    cells[names.length + 3] = Numbers.dollars(usage.costUsd());
    return table.row(cells);
  }
}
