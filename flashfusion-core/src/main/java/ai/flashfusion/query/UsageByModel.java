package ai.flashfusion.query;

import ai.flashfusion.schema.enums.AiUsageLogProvider;

/**
 * Usage of one model.
 *
 * @param provider whose model it is
 * @param model as recorded
 * @param usage the sums
 */
public record UsageByModel(AiUsageLogProvider provider, String model, Usage usage) {}
