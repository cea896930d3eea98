package ai.flashfusion.usage;

import ai.flashfusion.schema.enums.AiUsageLogProvider;

/**
 * The usage of one provider.
 *
 * @param provider the provider of the models
 * @param usage the sums
 */
public record UsageByProvider(AiUsageLogProvider provider, Usage usage) {}
