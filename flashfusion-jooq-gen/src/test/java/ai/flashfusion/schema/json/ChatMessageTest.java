package ai.flashfusion.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ChatMessageTest {

  @Test
  void returnsSpeakerAndText() {
    ChatMessage message = ChatMessage.of("user", "Hello");

    assertThat(message.role()).isEqualTo("user");
    assertThat(message.content()).isEqualTo("Hello");
  }

  @Test
  void messageOfPartsOrOfNothingHasNoText() {
    ObjectNode parts = JsonNodeFactory.instance.objectNode().put("role", "user");
    parts.putArray("content").addObject().put("type", "text");

    assertThat(ChatMessage.of(parts).content()).isNull();
    assertThat(ChatMessage.of(JsonNodeFactory.instance.objectNode()).role()).isNull();
  }

  @Test
  void isIndependentOfDocumentsPassedInOrOut() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("role", "user");
    ChatMessage message = ChatMessage.of(document);

    document.put("role", "system");
    message.toJson().put("role", "system");

    assertThat(message.role()).isEqualTo("user");
  }
}
