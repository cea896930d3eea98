package ai.flashfusion.query;

import ai.flashfusion.schema.enums.AiUsageLogProvider;

/**
 * Usage of one provider.
 *
 * @param provider whose models they are
 * @param usage the sums
 */
public record UsageByProvider(AiUsageLogProvider provider, Usage usage) {}
