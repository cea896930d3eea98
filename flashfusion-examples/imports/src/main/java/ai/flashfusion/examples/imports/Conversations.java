package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.repository.AiConversationRepository;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.json.ChatMessage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations with an agent. A message that calls a tool has no content. */
final class Conversations {

  /** The keys of messages; within a text their quotes would be escaped. */
  private static final String ROLE = "(?<!\\\\)\"role\":";

  private static final String NO_CONTENT = "(?<!\\\\)\"content\": ?null";

  private Conversations() {}

  static void load(TextFile text, Person owner, Comparison comparison) {
    List<JsonNode> documents = text.documents("model", "task_id", "messages");
    AiConversationRepository conversations = owner.session().conversations();
    List<AiConversationId> ids =
        comparison.load(
            DataFolder.CONVERSATIONS,
            () -> documents.stream().map(each -> store(conversations, each)).toList());
    comparison.compare(
        "conversations",
        text.lines().size(),
        () -> conversations.totals(owner.profile()).conversations());
    comparison.compare(
        "messages", text.count(ROLE), () -> conversations.totals(owner.profile()).messages());
    comparison.compare(
        "messages without content",
        text.count(NO_CONTENT),
        () -> ids.stream().mapToLong(id -> withoutContent(conversations, id)).sum());
  }

  private static AiConversationId store(AiConversationRepository conversations, JsonNode document) {
    List<ChatMessage> messages = new ArrayList<>();
    document.get("messages").forEach(message -> messages.add(ChatMessage.of((ObjectNode) message)));
    AiConversationId id =
        conversations
            .start(document.get("model").asString(), "task " + document.get("task_id"))
            .getId();
    // The file does not contain tokens and cost.
    if (!messages.isEmpty()) {
      conversations.append(id, messages, 0, BigDecimal.ZERO);
    }
    return id;
  }

  private static long withoutContent(AiConversationRepository conversations, AiConversationId id) {
    return conversations.messages(id, 0, Integer.MAX_VALUE).stream()
        .filter(message -> message.content() == null)
        .count();
  }
}
