package ai.flashfusion.conversation;

import java.math.BigDecimal;

/**
 * Sums over the conversations of one person, including those that are archived or marked as
 * deleted.
 *
 * @param conversations the number of conversations
 * @param messages the number of messages in all of them; a document that is not an array counts as
 *     none
 * @param tokens the tokens recorded with the messages
 * @param costUsd the cost in US dollars
 */
public record ConversationTotals(
    long conversations, long messages, long tokens, BigDecimal costUsd) {}
