package ai.flashfusion.examples.quickstart;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The usage of one identity and its cost, as far as it may see it.
 *
 * @param groups a sum for each day and model
 * @param total the sum of all
 * @param days a sum for each day
 * @param models a sum for each model, the most expensive first
 */
record UsageReport(
    List<UsageGroup> groups, Usage total, List<UsageByDay> days, List<UsageByModel> models) {

  private static final int CHART_WIDTH = 40;

  /** Asks for all of it in one round trip, so that the sums agree with each other. */
  static UsageReport of(Session session, UsageQuery query) {
    try (Pipeline page = session.pipeline()) {
      Response<List<UsageGroup>> groups =
          page.add(s -> s.aiUsage().summary(query, UsageDimension.TIME, UsageDimension.MODEL));
      Response<Usage> total = page.add(s -> s.aiUsage().total(query));
      Response<List<UsageByDay>> days = page.add(s -> s.aiUsage().daily(query));
      Response<List<UsageByModel>> models = page.add(s -> s.aiUsage().byModel(query));
      page.flush();
      return new UsageReport(groups.get(), total.get(), days.get(), models.get());
    }
  }

  /** Returns a table with a line for each day and model, and the sum of all. */
  String byDayAndModel() {
    TextTable table = new TextTable().left("Day").left("Model");
    sums(table);
    String previous = "";
    for (UsageGroup group : groups) {
      String day = Objects.requireNonNull(group.start()).toLocalDate().toString();
      String model = Objects.requireNonNull(group.model());
      row(table, group.usage(), day.equals(previous) ? "" : day, model);
      previous = day;
    }
    return row(table.rule(), total, "total", "").toString();
  }

  /** Returns a chart with a bar for each day. */
  String costPerDay() {
    BarChart chart = new BarChart(CHART_WIDTH);
    for (UsageByDay day : days) {
      chart.bar(
          day.day().toString(), day.usage().costUsd(), Numbers.dollars(day.usage().costUsd()));
    }
    return chart.toString();
  }

  /** Returns a chart with a bar for each model. */
  String costPerModel() {
    BarChart chart = new BarChart(CHART_WIDTH);
    for (UsageByModel model : models) {
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
