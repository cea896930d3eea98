package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The price of a model, in US dollars per token.
 *
 * @param provider the provider that sells it
 * @param model the model's name
 * @param chat whether it is a chat model
 * @param input the price of a token sent
 * @param output the price of a token received
 */
record Price(
    AiUsageLogProvider provider, String model, boolean chat, BigDecimal input, BigDecimal output) {

  /** Returns the cost of a request, with as many decimals as {@code ai_usage_logs.cost_usd} has. */
  BigDecimal cost(int promptTokens, int completionTokens) {
    return input
        .multiply(BigDecimal.valueOf(promptTokens))
        .add(output.multiply(BigDecimal.valueOf(completionTokens)))
        .setScale(6, RoundingMode.HALF_UP);
  }
}
