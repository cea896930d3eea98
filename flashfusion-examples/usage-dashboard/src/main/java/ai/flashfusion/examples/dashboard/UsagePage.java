package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.usage.UsageDimension.MODEL;
import static ai.flashfusion.usage.UsageDimension.TIME;

import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.BudgetUse;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page of what somebody's use of AI models cost.
 *
 * @param byDay one group for each day and model
 * @param first the first of the days
 */
public record UsagePage(
    Viewer viewer,
    List<UsageGroup> byDay,
    List<UsageByModel> byModel,
    BudgetUse budget,
    BigDecimal monthEnd,
    LocalDate first)
    implements Page {

  static final int DAYS = 30;

  /** The amount that everybody may spend in a month. */
  static final BigDecimal BUDGET = new BigDecimal("60");

  // snippet: dashboard-usage-page
  static UsagePage of(Session session, Clock clock) {
    LocalDate first = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(DAYS - 1);
    UsageQuery days = days(first, clock);
    UsageQuery month = UsageQuery.monthToDate(clock.withZone(ZoneOffset.UTC));
    try (Pipeline page = session.pipeline()) {
      Viewer.Asked viewer = Viewer.ask(page, session);
      Response<List<UsageGroup>> byDay = page.add(s -> s.aiUsage().summary(days, TIME, MODEL));
      Response<List<UsageByModel>> byModel = page.add(s -> s.aiUsage().byModel(days));
      Response<BudgetUse> budget = page.add(s -> s.aiUsage().spendAgainst(month, BUDGET));
      Response<BigDecimal> monthEnd = page.add(s -> s.aiUsage().projectedMonthEnd(month));
      page.flush(); // six questions, one round trip
      return new UsagePage(
          viewer.get(), byDay.get(), byModel.get(), budget.get(), monthEnd.get(), first);
    }
  }

  // end

  static UsageQuery days(LocalDate first, Clock clock) {
    Instant from = first.atStartOfDay(ZoneOffset.UTC).toInstant();
    return UsageQuery.between(from, clock.instant().plusSeconds(1));
  }

  @Override
  public String title() {
    return "Usage";
  }

  @Override
  public String template() {
    return "usage";
  }

  public boolean empty() {
    return byModel.isEmpty();
  }

  public int days() {
    return DAYS;
  }

  public Usage total() {
    return byModel.stream()
        .map(UsageByModel::usage)
        .reduce(
            Usage.NONE,
            (a, b) ->
                new Usage(
                    a.requests() + b.requests(),
                    a.promptTokens() + b.promptTokens(),
                    a.completionTokens() + b.completionTokens(),
                    a.totalTokens() + b.totalTokens(),
                    a.costUsd().add(b.costUsd()),
                    a.errors() + b.errors()));
  }

  public String tokens() {
    return Words.rounded(total().totalTokens());
  }

  public String promptTokens() {
    return Words.rounded(total().promptTokens());
  }

  public String completionTokens() {
    return Words.rounded(total().completionTokens());
  }

  public String requests() {
    return Words.count(total().requests());
  }

  public String cost() {
    return Words.dollars(total().costUsd());
  }

  public String errorRate() {
    return String.format(Locale.ROOT, "%.1f %%", 100 * total().errorRate());
  }

  public String spent() {
    return Words.dollars(budget.spentUsd());
  }

  public String budgetOfMonth() {
    return Words.dollars(budget.budgetUsd());
  }

  public String projected() {
    return Words.dollars(monthEnd);
  }

  public boolean overBudget() {
    return monthEnd.compareTo(budget.budgetUsd()) > 0;
  }

  public String difference() {
    return Words.dollars(monthEnd.subtract(budget.budgetUsd()).abs());
  }

  public String meter() {
    return Charts.meter(
        "Budget of this month",
        budget.spentUsd().doubleValue(),
        monthEnd.doubleValue(),
        budget.budgetUsd().doubleValue());
  }

  /** A line of the table and the legend; each model has the same color everywhere. */
  public record Line(
      int color, String model, String provider, String requests, String tokens, String cost) {}

  public List<Line> models() {
    List<Line> lines = new ArrayList<>();
    for (UsageByModel line : byCost()) {
      lines.add(
          new Line(
              lines.size(),
              line.model(),
              line.provider().getLiteral(),
              Words.count(line.usage().requests()),
              Words.rounded(line.usage().totalTokens()),
              Words.dollars(line.usage().costUsd())));
    }
    return lines;
  }

  private List<UsageByModel> byCost() {
    return byModel.stream()
        .sorted(Comparator.comparing((UsageByModel line) -> line.usage().costUsd()).reversed())
        .toList();
  }

  public String costChart() {
    return Charts.stacked(
        "Cost by day and model, in US dollars",
        first,
        series(usage -> usage.costUsd().doubleValue()),
        value -> "$" + Words.rounded(value));
  }

  public String tokenChart() {
    return Charts.stacked(
        "Tokens by day and model",
        first,
        series(usage -> (double) usage.totalTokens()),
        value -> Words.rounded(value));
  }

  private interface Measure {
    double of(Usage usage);
  }

  private Map<String, double[]> series(Measure measure) {
    Map<String, double[]> series = new LinkedHashMap<>();
    byCost().forEach(line -> series.put(line.model(), new double[DAYS]));
    for (UsageGroup group : byDay) {
      int day = (int) (day(group).toEpochDay() - first.toEpochDay());
      double @Nullable [] bars = series.get(Objects.requireNonNull(group.model()));
      if (bars != null && day >= 0 && day < DAYS) {
        bars[day] += measure.of(group.usage());
      }
    }
    return series;
  }

  private static LocalDate day(UsageGroup group) {
    return Objects.requireNonNull(group.start()).toLocalDate();
  }
}
