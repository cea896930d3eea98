package ai.flashfusion.examples.quickstart;

import java.time.Instant;

/**
 * One request to a language model, as a usage file tells it.
 *
 * @param source where the row was recorded
 * @param sourceRow its number there
 * @param at when, to the microsecond
 * @param model the model; empty if the file does not say
 * @param promptTokens tokens sent
 * @param completionTokens tokens received
 */
record UsageRow(
    String source,
    long sourceRow,
    Instant at,
    String model,
    int promptTokens,
    int completionTokens) {}
