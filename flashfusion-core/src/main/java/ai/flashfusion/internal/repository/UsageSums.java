package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;

import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.usage.Latency;
import ai.flashfusion.usage.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The sums over usage rows. */
public final class UsageSums {

  /** The cost, where NaN counts as none, as otherwise one such row would make every sum NaN. */
  public static final Field<BigDecimal> COST =
      sum(DSL.field("nullif({0}, 'NaN')", SQLDataType.NUMERIC, AI_USAGE_LOGS.COST_USD), "cost");

  private static final Field<Long> REQUESTS = DSL.count().coerce(SQLDataType.BIGINT).as("requests");
  private static final Field<BigDecimal> PROMPT = sum(AI_USAGE_LOGS.PROMPT_TOKENS, "prompt");
  private static final Field<BigDecimal> COMPLETION =
      sum(AI_USAGE_LOGS.COMPLETION_TOKENS, "completion");
  private static final Field<BigDecimal> TOTAL = sum(AI_USAGE_LOGS.TOTAL_TOKENS, "total");
  private static final Field<Long> ERRORS =
      DSL.count()
          .filterWhere(
              AI_USAGE_LOGS.STATUS.in(
                  inline(AiUsageLogStatus.ERROR), inline(AiUsageLogStatus.TIMEOUT)))
          .coerce(SQLDataType.BIGINT)
          .as("errors");

  private static final Field<Double[]> LATENCIES =
      DSL.field(
              "percentile_cont(array[0.5, 0.95, 0.99]) within group (order by {0})",
              SQLDataType.DOUBLE.array(), AI_USAGE_LOGS.LATENCY_MS)
          .as("latencies");

  /** The fields to select for {@link #usage}. */
  static final SelectList SUMS =
      SelectList.of(List.of(REQUESTS, PROMPT, COMPLETION, TOTAL, COST, ERRORS));

  /** The same fields over the rollup, whose columns are named like those of the rows. */
  static final SelectList SUMS_OF_SUMS =
      SelectList.of(
          List.of(
              DSL.sum(column("requests")).coerce(SQLDataType.BIGINT).as(REQUESTS),
              sum(column("prompt_tokens"), PROMPT.getName()),
              sum(column("completion_tokens"), COMPLETION.getName()),
              sum(column("total_tokens"), TOTAL.getName()),
              sum(DSL.field(DSL.name("cost_usd"), SQLDataType.NUMERIC), COST.getName()),
              DSL.sum(column("errors")).coerce(SQLDataType.BIGINT).as(ERRORS)));

  private UsageSums() {}

  /**
   * Returns the field to select for {@link #latency}, which requires a sort that the sums do not.
   */
  public static Field<?> percentiles() {
    return LATENCIES;
  }

  public static Usage usage(Record row) {
    return new Usage(
        row.get(REQUESTS),
        row.get(PROMPT).longValueExact(),
        row.get(COMPLETION).longValueExact(),
        row.get(TOTAL).longValueExact(),
        row.get(COST),
        row.get(ERRORS));
  }

  public static @Nullable Latency latency(Record row) {
    Double[] values = row.get(LATENCIES);
    return values == null ? null : new Latency(values[0], values[1], values[2]);
  }

  private static Field<Long> column(String name) {
    return DSL.field(DSL.name(name), SQLDataType.BIGINT);
  }

  private static Field<BigDecimal> sum(Field<? extends Number> field, String name) {
    return DSL.coalesce(DSL.sum(field), DSL.inline(BigDecimal.ZERO)).as(name);
  }

  private static Field<AiUsageLogStatus> inline(AiUsageLogStatus status) {
    return DSL.inline(status, AI_USAGE_LOGS.STATUS);
  }
}
