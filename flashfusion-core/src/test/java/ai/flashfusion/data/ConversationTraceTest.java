package ai.flashfusion.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.conversation.ConversationTotals;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.schema.json.JsonColumns;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.JSONB;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two hundred conversations of an agent, tool calls without content among the messages. */
class ConversationTraceTest {

  private static final int STEP = 7;

  @Test
  void readsConversationsLosslesslyInSlices() throws IOException {
    List<String> lines = RealData.gzipLines("conversations-taubench.jsonl.gz");
    try (TestDatabase embedded = TestDatabase.start()) {
      Session alice = embedded.user("alice");
      Map<AiConversationId, List<ChatMessage>> expected = new LinkedHashMap<>();
      for (String line : lines) {
        JsonNode document = JsonColumns.node().from(JSONB.jsonb(line));
        AiConversationId id =
            alice
                .conversations()
                .start(document.get("model").stringValue(), "task " + document.get("task_id"))
                .getId();
        expected.put(id, append(alice, id, document.get("messages")));
      }

      int messages = 0;
      int withoutContent = 0;
      for (Map.Entry<AiConversationId, List<ChatMessage>> each : expected.entrySet()) {
        List<ChatMessage> read = slices(alice, each.getKey());
        assertThat(read).isEqualTo(each.getValue());
        messages += read.size();
        withoutContent += (int) read.stream().filter(message -> message.content() == null).count();
      }
      assertThat(expected).hasSize(200);
      assertThat(messages).isEqualTo(5_308);
      assertThat(withoutContent).isEqualTo(1_074);
      assertThat(alice.conversations().totals())
          .isEqualTo(new ConversationTotals(200, 5_308, 5_308, new BigDecimal("0.000000")));
    }
  }

  /** The first message alone, then the rest; a token each, so that the total counts them. */
  private static List<ChatMessage> append(Session session, AiConversationId id, JsonNode array) {
    List<ChatMessage> messages = new ArrayList<>();
    array.forEach(message -> messages.add(ChatMessage.of((ObjectNode) message)));
    session.conversations().append(id, messages.subList(0, 1), 1, BigDecimal.ZERO);
    List<ChatMessage> rest = messages.subList(1, messages.size());
    assertThat(session.conversations().append(id, rest, rest.size(), BigDecimal.ZERO))
        .isEqualTo(messages.size());
    return messages;
  }

  private static List<ChatMessage> slices(Session session, AiConversationId id) {
    List<ChatMessage> read = new ArrayList<>();
    List<ChatMessage> slice = session.conversations().messages(id, 0, STEP);
    while (!slice.isEmpty()) {
      read.addAll(slice);
      slice = session.conversations().messages(id, read.size(), read.size() + STEP);
    }
    return read;
  }
}
