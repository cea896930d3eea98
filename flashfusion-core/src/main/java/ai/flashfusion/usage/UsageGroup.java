package ai.flashfusion.usage;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProjectId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The usage of one group. A value is null if the query does not group by it, or if the rows have
 * none.
 *
 * @param start the start of the time bucket in the query's zone
 * @param usage the sums
 * @param latency the latency of the rows that have one; null if none has
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
