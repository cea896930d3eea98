package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.flashfusion.conversation.ConversationHit;
import ai.flashfusion.conversation.ConversationTotals;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.AiConversationStatus;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.schema.json.JsonColumns;
import ai.flashfusion.schema.tables.records.AiConversationRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.JSONB;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AiConversationRepositoryTest {

  static final ChatMessage HELLO = ChatMessage.of("user", "Hello");

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final AiConversationId conversation = alice.conversations().start("gpt-4o", "Flights").getId();

  static ChatMessage json(String document) {
    return ChatMessage.of((ObjectNode) JsonColumns.node().from(JSONB.jsonb(document)));
  }

  /** Stores messages that were possible before the database refused them. */
  void store(String messages) throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement drop = owner.createStatement();
        PreparedStatement update =
            owner.prepareStatement(
                "update ai_conversations set messages = ?::jsonb where id = ?::uuid")) {
      drop.execute(
          "alter table ai_conversations drop constraint if exists ai_conversations_messages_readable");
      update.setString(1, messages);
      update.setString(2, conversation.value().toString());
      update.executeUpdate();
    }
  }

  @Test
  void aConversationStartsEmptyAndActive() {
    AiConversationRecord started = alice.conversations().get(conversation);
    assertThat(started.getUserId()).isEqualTo(aliceProfile);
    assertThat(started.getStatus()).isEqualTo(AiConversationStatus.ACTIVE);
    assertThat(started.getMessages()).isEmpty();
    assertThat(alice.conversations().messages(conversation, 0, 10)).isEmpty();
    assertThat(bob.conversations().find(conversation)).isEmpty();
  }

  @Test
  void aConversationStartsOnAProjectThatTheCallerSeesOnly() {
    ProjectId project = project(alice, "a");
    assertThat(alice.conversations().start("gpt-4o", null, project).getProjectId())
        .isEqualTo(project);
    assertThatThrownBy(() -> bob.conversations().start("gpt-4o", null, project))
        .isInstanceOf(AccessDeniedException.class);
    Session service = embedded.flashfusion().asService("test");
    assertThatThrownBy(() -> service.conversations().start("gpt-4o", null))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void appendedMessagesComeBackAsTheyWereWithTheTotals() {
    List<ChatMessage> messages =
        List.of(
            HELLO,
            json("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\"}]}"),
            json(
                "{\"role\":\"tool\",\"content\":\"\",\"cost\":1.10,\"big\":123456789012345678901}"));
    assertThat(
            alice.conversations().append(conversation, messages, 120, new BigDecimal("0.000125")))
        .isEqualTo(3);
    assertThat(alice.conversations().append(conversation, HELLO, HELLO)).isEqualTo(5);
    assertThat(alice.conversations().append(conversation, List.of(HELLO), 7, BigDecimal.ONE))
        .isEqualTo(6);
    assertThat(alice.conversations().messages(conversation, 0, 3)).isEqualTo(messages);
    AiConversationRecord stored = alice.conversations().get(conversation);
    assertThat(stored.getMessages()).hasSize(6).startsWith(messages.toArray(ChatMessage[]::new));
    assertThat(stored.getTotalTokens()).isEqualTo(127);
    assertThat(stored.getTotalCost()).isEqualByComparingTo("1.000125");
  }

  @Test
  void messagesAreASliceFromIncludedToExcluded() {
    for (int i = 0; i < 5; i++) {
      alice.conversations().append(conversation, ChatMessage.of("user", "" + i));
    }
    Map<List<Integer>, String> slices =
        Map.of(
            List.of(0, 5), "01234",
            List.of(1, 3), "12",
            List.of(4, 100), "4",
            List.of(5, 6), "",
            List.of(2, 2), "",
            List.of(0, 0), "",
            List.of(0, Integer.MAX_VALUE), "01234");
    slices.forEach(
        (range, expected) ->
            assertThat(
                    alice
                        .conversations()
                        .messages(conversation, range.get(0), range.get(1))
                        .stream()
                        .map(ChatMessage::content)
                        .toList())
                .as("messages from %s", range)
                .isEqualTo(expected.chars().mapToObj(c -> "" + (char) c).toList()));
    for (int[] range : new int[][] {{-1, 1}, {2, 1}}) {
      assertThatThrownBy(() -> alice.conversations().messages(conversation, range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("messages from " + range[0] + " to " + range[1]);
    }
  }

  @Test
  void keepsAllMessagesAndTotalsOf32Callers() throws Exception {
    int callers = 32;
    int times = 5;
    ExecutorService executor = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String caller = "caller " + i;
        running.add(
            executor.submit(
                () -> {
                  for (int n = 0; n < times; n++) {
                    alice
                        .conversations()
                        .append(
                            conversation,
                            List.of(
                                ChatMessage.of(caller, "ask " + n),
                                ChatMessage.of(caller, "answer " + n)),
                            3,
                            new BigDecimal("0.000001"));
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
    AiConversationRecord stored =
        embedded.flashfusion().asService("test").conversations().get(conversation);
    Map<String, List<String>> said = new HashMap<>();
    for (int i = 0; i < Objects.requireNonNull(stored.getMessages()).size(); i += 2) {
      ChatMessage ask = stored.getMessages().get(i);
      ChatMessage answer = stored.getMessages().get(i + 1);
      assertThat(answer.role()).isEqualTo(ask.role());
      said.computeIfAbsent(ask.role(), any -> new ArrayList<>())
          .addAll(List.of(ask.content(), answer.content()));
    }
    assertThat(said).hasSize(callers);
    assertThat(said.values())
        .allSatisfy(
            contents ->
                assertThat(contents)
                    .containsExactly(
                        "ask 0",
                        "answer 0",
                        "ask 1",
                        "answer 1",
                        "ask 2",
                        "answer 2",
                        "ask 3",
                        "answer 3",
                        "ask 4",
                        "answer 4"));
    assertThat(stored.getTotalTokens()).isEqualTo(callers * times * 3);
    assertThat(stored.getTotalCost()).isEqualByComparingTo("0.00016");
  }

  @Test
  void hidesConversationsOfOthers() {
    alice.conversations().append(conversation, HELLO);
    AiConversationRecord before = alice.conversations().get(conversation);
    assertThatThrownBy(() -> bob.conversations().append(conversation, HELLO))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(conversation.toString());
    assertThatThrownBy(() -> bob.conversations().messages(conversation, 0, 1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.conversations().rename(conversation, "Mine"))
        .isInstanceOf(NotFoundException.class);
    assertThat(bob.conversations().archive(conversation)).isFalse();
    assertThat(bob.conversations().search("Hello")).isEmpty();
    assertThat(bob.conversations().totals(aliceProfile))
        .isEqualTo(new ConversationTotals(0, 0, 0, BigDecimal.ZERO));
    assertThat(alice.conversations().get(conversation)).isEqualTo(before);
  }

  @Test
  void rejectsInvalidMessagesBeforeSending() {
    assertThatThrownBy(() -> alice.conversations().append(conversation))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> alice.conversations().append(conversation, List.of(HELLO), -1, BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> alice.conversations().search(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesDocumentThatIsNotAnArrayAndKeepsIt() throws SQLException {
    store("{\"role\": \"user\"}");
    assertThatThrownBy(() -> alice.conversations().append(conversation, HELLO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(conversation + " are a JSON object, not an array");
    assertThatThrownBy(() -> alice.conversations().messages(conversation, 0, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(conversation + " are a JSON object, not an array");
    assertThatThrownBy(() -> alice.conversations().page(PageQuery.ofSize(10)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("ai_conversations.messages")
        .hasMessageContaining("of the row with id " + conversation);
    assertThat(alice.conversations().totals())
        .isEqualTo(new ConversationTotals(1, 0, 0, new BigDecimal("0.000000")));
    assertThat(alice.conversations().search("flights")).hasSize(1);
    alice.conversations().rename(conversation, "Trains");
    assertThat(alice.conversations().archive(conversation)).isTrue();
  }

  @Test
  void namesMessageThatIsNotAnObject() throws SQLException {
    store("[{\"role\": \"user\"}, \"bare\", {\"content\": 5}]");
    assertThat(alice.conversations().messages(conversation, 0, 1)).hasSize(1);
    assertThatThrownBy(() -> alice.conversations().messages(conversation, 0, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("message 1 of ai_conversations " + conversation)
        .hasMessageContaining("STRING");
    assertThat(alice.conversations().search("bare")).isEmpty();
    assertThat(alice.conversations().append(conversation, HELLO)).isEqualTo(4);
  }

  @Test
  void nullCountsAsNoMessages() throws SQLException {
    for (String none : new String[] {"null", null}) {
      store(none);
      assertThat(alice.conversations().messages(conversation, 0, 1)).isEmpty();
      assertThat(alice.conversations().append(conversation, HELLO)).isEqualTo(1);
      assertThat(alice.conversations().messages(conversation, 0, 9)).containsExactly(HELLO);
    }
  }

  @Test
  void onlyOneOfConcurrentCallsArchives() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(32);
    int archived = 0;
    try {
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        running.add(executor.submit(() -> alice.conversations().archive(conversation)));
      }
      for (Future<Boolean> each : running) {
        archived += each.get() ? 1 : 0;
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(archived).isEqualTo(1);
    assertThat(alice.conversations().get(conversation).getStatus())
        .isEqualTo(AiConversationStatus.ARCHIVED);
  }

  @Test
  void aTitleIsChangedOrTakenAway() {
    alice.conversations().rename(conversation, "Trains");
    assertThat(alice.conversations().get(conversation).getTitle()).isEqualTo("Trains");
    alice.conversations().rename(conversation, null);
    assertThat(alice.conversations().get(conversation).getTitle()).isNull();
  }

  @Test
  void aTextIsFoundInTitlesAndContentsAndTheirParts() {
    alice
        .conversations()
        .append(
            conversation,
            HELLO,
            json("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":\"needle\"}"),
            ChatMessage.of("user", "a NEEDLE, 100% sure"),
            ChatMessage.of("user", "needle again"));
    AiConversationId parts = alice.conversations().start("gpt-4o", null).getId();
    alice
        .conversations()
        .append(
            parts,
            json("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"The Needle\"}]}"));
    AiConversationId titled = alice.conversations().start("gpt-4o", "Needles").getId();
    alice.conversations().start("gpt-4o", "Hay");
    assertThat(alice.conversations().search("needle"))
        .extracting(ConversationHit::id, ConversationHit::message)
        .containsExactly(tuple(titled, null), tuple(parts, 0), tuple(conversation, 2));
    assertThat(alice.conversations().search("0% s"))
        .extracting(ConversationHit::message)
        .containsExactly(2);
    assertThat(alice.conversations().search("%")).hasSize(1);
    assertThat(alice.conversations().search("type")).isEmpty();
    assertThat(alice.conversations().search("' or true --")).isEmpty();
    alice.dsl().execute("update ai_conversations set status = 'deleted' where title = 'Needles'");
    assertThat(alice.conversations().search("needle")).hasSize(2);
  }

  @Test
  void totalsAreOfCallerOrOfGivenProfile() {
    alice.conversations().append(conversation, List.of(HELLO, HELLO), 10, BigDecimal.ONE);
    alice.conversations().start("gpt-4o", null);
    bob.conversations().start("gpt-4o", null);
    ConversationTotals totals = alice.conversations().totals();
    assertThat(totals).isEqualTo(new ConversationTotals(2, 2, 10, new BigDecimal("1.000000")));
    Session service = embedded.flashfusion().asService("test");
    assertThat(service.conversations().totals(aliceProfile)).isEqualTo(totals);
    assertThatThrownBy(() -> service.conversations().totals())
        .isInstanceOf(AccessDeniedException.class);
  }
}
