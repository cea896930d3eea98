package ai.flashfusion.query;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProjectId;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one group. Null where the query does not group by a value, or the rows have none.
 *
 * @param usage the sums
 */
public record UsageGroup(
    @Nullable LocalDate day,
    @Nullable AiUsageLogProvider provider,
    @Nullable String model,
    @Nullable AiUsageLogAction action,
    @Nullable AiUsageLogStatus status,
    @Nullable ProjectId project,
    Usage usage) {}
