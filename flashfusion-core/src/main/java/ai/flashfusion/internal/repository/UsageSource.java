package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import java.time.Instant;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The table over which usage is summed: the rows or the rollup.
 *
 * @param table the rows, or sums of them
 * @param where the condition for the rows
 * @param at the time of a row, or the hour of a sum
 * @param sums the fields to select for {@link UsageSums#usage}
 * @param having the condition for the groups
 */
public record UsageSource(
    Table<?> table,
    Condition where,
    Field<Instant> at,
    Field<AiUsageLogProvider> provider,
    Field<String> model,
    SelectList sums,
    Condition having) {

  /** Returns the source of the rows that match. */
  public static UsageSource rows(Condition matching) {
    return new UsageSource(
        AI_USAGE_LOGS,
        matching,
        AI_USAGE_LOGS.CREATED_AT,
        AI_USAGE_LOGS.PROVIDER,
        AI_USAGE_LOGS.MODEL,
        UsageSums.SUMS,
        DSL.noCondition());
  }

  /**
   * Returns the source of everybody's usage in a range of time, from the rollup; for the service
   * only.
   */
  public static UsageSource rollup(Instant from, Instant to) {
    return new UsageSource(
        DSL.table(
            "flashfusion_rollup.usage({0}, {1})",
            DSL.val(from, SQLDataType.INSTANT), DSL.val(to, SQLDataType.INSTANT)),
        DSL.noCondition(),
        DSL.field(DSL.name("at"), SQLDataType.INSTANT),
        DSL.field(DSL.name("provider"), AI_USAGE_LOGS.PROVIDER.getDataType()),
        DSL.field(DSL.name("model"), AI_USAGE_LOGS.MODEL.getDataType()),
        UsageSums.SUMS_OF_SUMS,
        // A group whose rows were deleted may leave zeros.
        DSL.condition("sum(requests) > 0"));
  }
}
