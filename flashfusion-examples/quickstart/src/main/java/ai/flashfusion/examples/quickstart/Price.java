package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a model costs, in US dollars per token.
 *
 * @param provider who sells it
 * @param model its name
 * @param chat whether one can talk with it
 * @param input for a token sent
 * @param output for a token received
 */
record Price(
    AiUsageLogProvider provider, String model, boolean chat, BigDecimal input, BigDecimal output) {

  /** What a request costs, in as many decimals as {@code ai_usage_logs.cost_usd} has. */
  BigDecimal cost(int promptTokens, int completionTokens) {
    return input
        .multiply(BigDecimal.valueOf(promptTokens))
        .add(output.multiply(BigDecimal.valueOf(completionTokens)))
        .setScale(6, RoundingMode.HALF_UP);
  }
}
