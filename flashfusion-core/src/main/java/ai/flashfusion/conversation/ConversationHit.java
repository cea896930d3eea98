package ai.flashfusion.conversation;

import ai.flashfusion.schema.enums.AiConversationStatus;
import ai.flashfusion.schema.ids.AiConversationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in which a text was found, without its messages.
 *
 * @param id the id, with which the messages can be read
 * @param title the title, or null
 * @param model as recorded
 * @param status the status, or null
 * @param updatedAt the time of the last change, or null
 * @param message the index of the first message with the text; null if only the title has it
 */
public record ConversationHit(
    AiConversationId id,
    @Nullable String title,
    String model,
    @Nullable AiConversationStatus status,
    @Nullable Instant updatedAt,
    @Nullable Integer message) {}
