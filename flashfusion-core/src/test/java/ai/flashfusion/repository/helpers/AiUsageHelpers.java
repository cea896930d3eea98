package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The additional methods of {@code AiUsageRepository}. */
final class AiUsageHelpers {

  private static final String OWN = "users: own; service: all";

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-15T12:00:00Z"), ZoneOffset.UTC);

  static final List<Helper> ALL =
      List.of(
          new Helper("record", 1, "users: own; service", w -> w.alice.aiUsage().record(usage())),
          // The chunk between its savepoint and the release of that, and commit.
          new Helper(
              "recordAll",
              2,
              "users: own; service",
              w ->
                  w.alice
                      .aiUsage()
                      .recordAll(List.of(usage().setUserId(w.aliceProfile)), sent -> {})),
          new Helper("total", 1, OWN, w -> w.alice.aiUsage().total(month())),
          new Helper(
              "summary",
              1,
              OWN,
              w ->
                  w.alice.aiUsage().summary(month(), UsageDimension.TIME, UsageDimension.PROVIDER)),
          new Helper("byModel", 1, OWN, w -> w.alice.aiUsage().byModel(month())),
          new Helper("byProvider", 1, OWN, w -> w.alice.aiUsage().byProvider(month())),
          new Helper("daily", 1, OWN, w -> w.alice.aiUsage().daily(month())),
          new Helper(
              "topSpenders", 1, "service", w -> w.service.aiUsage().topSpenders(month(), 10)),
          new Helper(
              "spendAgainst", 1, OWN, w -> w.alice.aiUsage().spendAgainst(month(), BigDecimal.TEN)),
          new Helper(
              "projectedMonthEnd", 1, OWN, w -> w.alice.aiUsage().projectedMonthEnd(month())),
          new Helper("foldRollup", 1, "service", w -> w.service.aiUsage().foldRollup()),
          new Helper("rebuildRollup", 1, "service", w -> w.service.aiUsage().rebuildRollup()));

  private AiUsageHelpers() {}

  private static UsageQuery month() {
    return UsageQuery.monthToDate(CLOCK);
  }

  private static AiUsageLogRecord usage() {
    return new AiUsageLogRecord().setProvider(AiUsageLogProvider.OPENAI).setModel("gpt-4o");
  }
}
