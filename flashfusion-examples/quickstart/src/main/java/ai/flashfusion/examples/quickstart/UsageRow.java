package ai.flashfusion.examples.quickstart;

import java.time.Instant;

/**
 * One request to a language model, as recorded in a usage file.
 *
 * @param source the place where the row was recorded
 * @param sourceRow the number of the row there
 * @param at the time, to the microsecond
 * @param model the model; empty if the file does not name it
 * @param promptTokens the tokens sent
 * @param completionTokens the tokens received
 */
record UsageRow(
    String source,
    long sourceRow,
    Instant at,
    String model,
    int promptTokens,
    int completionTokens) {}
