package ai.flashfusion.usage;

import ai.flashfusion.schema.enums.AiUsageLogProvider;

/**
 * The usage of one model.
 *
 * @param provider the provider of the model
 * @param model the model's name as recorded
 * @param usage the sums
 */
public record UsageByModel(AiUsageLogProvider provider, String model, Usage usage) {}
