package ai.flashfusion.query;

import java.math.BigDecimal;

/**
 * Sums over the conversations of one person, those archived or marked deleted among them.
 *
 * @param conversations how many
 * @param messages in all of them; a document that is no array counts as none
 * @param tokens as recorded with the messages
 * @param costUsd US dollars
 */
public record ConversationTotals(
    long conversations, long messages, long tokens, BigDecimal costUsd) {}
