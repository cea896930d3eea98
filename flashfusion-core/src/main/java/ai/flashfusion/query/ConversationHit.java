package ai.flashfusion.query;

import ai.flashfusion.schema.enums.AiConversationStatus;
import ai.flashfusion.schema.ids.AiConversationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in which a text was found, without its messages.
 *
 * @param id to read the messages with
 * @param title null if it has none
 * @param model as recorded
 * @param status null if the row has none
 * @param updatedAt when it was last changed
 * @param message the index of the first message with the text; null if only the title has it
 */
public record ConversationHit(
    AiConversationId id,
    @Nullable String title,
    String model,
    @Nullable AiConversationStatus status,
    @Nullable Instant updatedAt,
    @Nullable Integer message) {}
