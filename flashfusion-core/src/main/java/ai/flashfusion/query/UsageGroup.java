package ai.flashfusion.query;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProjectId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one group. Null where the query does not group by a value, or the rows have none.
 *
 * @param start where the time bucket begins, in the query's zone
 * @param usage the sums
 * @param latency of the rows that have one; null if none has
 */
public record UsageGroup(
    @Nullable ZonedDateTime start,
    @Nullable AiUsageLogProvider provider,
    @Nullable String model,
    @Nullable AiUsageLogAction action,
    @Nullable AiUsageLogStatus status,
    @Nullable ProjectId project,
    Usage usage,
    @Nullable Latency latency) {}
