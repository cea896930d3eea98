package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.AI_CONVERSATIONS;

import ai.flashfusion.conversation.ConversationHit;
import ai.flashfusion.conversation.ConversationTotals;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.KeyedInsert;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.AiConversationStatus;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.schema.json.JsonColumns;
import ai.flashfusion.schema.tables.records.AiConversationRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conversations with AI models. A user sees and changes their own.
 *
 * <p>The database appends messages and selects parts of them, so that a long conversation is not
 * sent back and forth. If a stored document is not an array of objects, these methods name the row,
 * while {@link #search} and {@link #totals()} skip what they cannot read.
 */
public final class AiConversationRepository
    extends Repository<AiConversationRecord, AiConversationId> {

  /** The maximum number of hits of a search. */
  private static final int MOST = 100;

  /** The cost, where NaN counts as none; older rows may still hold it. */
  private static final Field<BigDecimal> COST =
      DSL.field("nullif({0}, 'NaN')", SQLDataType.NUMERIC, AI_CONVERSATIONS.TOTAL_COST);

  /** The messages, where SQL null and JSON null mean that there are none yet. */
  private static final Field<JSONB> DOCUMENT =
      DSL.field(
          "coalesce(nullif({0}, 'null'::jsonb), '[]'::jsonb)",
          SQLDataType.JSONB, AI_CONVERSATIONS.MESSAGES);

  private static final Field<String> KIND =
      DSL.field("jsonb_typeof({0})", SQLDataType.CLOB, DOCUMENT);

  private static final Field<JSONB> ARRAY =
      DSL.when(KIND.eq(DSL.inline("array")), DOCUMENT)
          .else_(DSL.field("'[]'::jsonb", SQLDataType.JSONB));

  AiConversationRepository(SessionContext context) {
    super(context, AI_CONVERSATIONS, AI_CONVERSATIONS.ID, Keys.AI_CONVERSATIONS_PKEY);
  }

  /** Starts a conversation like {@link #start(String, String, ProjectId)}, without a project. */
  public AiConversationRecord start(String model, @Nullable String title) {
    return start(model, title, null);
  }

  /**
   * Starts a conversation of the caller, without messages. One round trip.
   *
   * @param title the title, or null for none
   * @param project a project that the caller may see, or null for none
   * @return the conversation as stored
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user with a
   *     profile, or may not see the project
   */
  public AiConversationRecord start(
      String model, @Nullable String title, @Nullable ProjectId project) {
    Objects.requireNonNull(model, "model");
    return call(
        "start",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(AI_CONVERSATIONS.USER_ID, callerProfile());
          values.put(AI_CONVERSATIONS.MODEL, model);
          values.put(AI_CONVERSATIONS.TITLE, title);
          values.put(AI_CONVERSATIONS.PROJECT_ID, project);
          return insert(values);
        });
  }

  /**
   * Appends messages like {@link #append(AiConversationId, List, int, BigDecimal)}, with no tokens
   * and no cost.
   */
  public int append(AiConversationId conversation, ChatMessage... messages) {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(messages, "messages");
    return append(conversation, List.of(messages), 0, BigDecimal.ZERO);
  }

  /**
   * Appends messages, all of them or none, and adds their tokens and cost to the totals. When
   * several callers append at the same time, no message is lost and the messages of one call stay
   * together. One round trip.
   *
   * @param messages one or more
   * @param tokens the number of tokens, 0 or more, added to {@code total_tokens}
   * @param costUsd the cost in US dollars, 0 or more, added to {@code total_cost}
   * @return the number of messages that the conversation has now: the index of the last one plus
   *     one
   * @throws NotFoundException if there is no such conversation that this identity may change
   * @throws InvalidValueException if the stored document is not an array, or a total no longer fits
   *     its column
   */
  public int append(
      AiConversationId conversation, List<ChatMessage> messages, int tokens, BigDecimal costUsd) {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(costUsd, "costUsd");
    return call(
        "append",
        () -> {
          if (messages.isEmpty()) {
            throw new IllegalArgumentException(
                "there is no message to append: at least 1 is needed");
          }
          Changes.requireKept(AI_CONVERSATIONS.TOTAL_COST, costUsd);
          if (tokens < 0 || costUsd.signum() < 0) {
            throw new IllegalArgumentException(
                "tokens is " + tokens + " and costUsd " + costUsd + ": both must be 0 or more");
          }
          if (context().isKeyed()) {
            return appendOnce(conversation, messages, tokens, costUsd);
          }
          Integer size =
              dsl()
                  .update(AI_CONVERSATIONS)
                  .set(
                      AI_CONVERSATIONS.MESSAGES,
                      DSL.field(
                          "{0} || {1}",
                          AI_CONVERSATIONS.MESSAGES.getDataType(),
                          DOCUMENT,
                          DSL.val(messages, AI_CONVERSATIONS.MESSAGES)))
                  .set(
                      AI_CONVERSATIONS.TOTAL_TOKENS,
                      DSL.coalesce(AI_CONVERSATIONS.TOTAL_TOKENS, 0).plus(tokens))
                  .set(
                      AI_CONVERSATIONS.TOTAL_COST,
                      DSL.coalesce(COST, BigDecimal.ZERO).plus(costUsd))
                  .where(AI_CONVERSATIONS.ID.eq(conversation))
                  .and(KIND.eq("array"))
                  .returningResult(
                      DSL.field(
                          "jsonb_array_length({0})",
                          SQLDataType.INTEGER, AI_CONVERSATIONS.MESSAGES))
                  .fetchOne(0, Integer.class);
          if (size != null) {
            return size;
          }
          String kind =
              dsl()
                  .select(KIND)
                  .from(AI_CONVERSATIONS)
                  .where(AI_CONVERSATIONS.ID.eq(conversation))
                  .fetchOne(KIND);
          throw kind == null ? notFound(conversation) : noArray(conversation, kind);
        });
  }

  /**
   * Appends messages like {@link #append(AiConversationId, List, int, BigDecimal)}, at most once
   * under an idempotency key. Two round trips.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the caller's requests
   * @return the number of messages after they were appended; a repetition returns the same number
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   */
  public int append(
      AiConversationId conversation,
      List<ChatMessage> messages,
      int tokens,
      BigDecimal costUsd,
      String key) {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(costUsd, "costUsd");
    return call(
        "append",
        () ->
            new AiConversationRepository(once(key))
                .append(conversation, messages, tokens, costUsd));
  }

  /** Appends in a transaction, so that the key is free again if there is no such conversation. */
  private int appendOnce(
      AiConversationId conversation, List<ChatMessage> messages, int tokens, BigDecimal costUsd) {
    return context()
        .inKeyedTransaction(
            List.of(
                "append to ai_conversations",
                conversation.toString(),
                KeyedInsert.text(AI_CONVERSATIONS.MESSAGES, messages),
                Integer.toString(tokens),
                costUsd.toPlainString()),
            Integer.class,
            tx -> new AiConversationRepository(tx).append(conversation, messages, tokens, costUsd));
  }

  /**
   * Returns the messages with an index from {@code from}, included, to {@code to}, excluded, in
   * order; fewer if the conversation ends earlier. Other messages are not sent. One round trip.
   *
   * @param from the first index, 0 for the first message
   * @throws NotFoundException if there is no such conversation that this identity may see
   * @throws InvalidValueException if the stored document is not an array, or one of these messages
   *     is not an object
   */
  public List<ChatMessage> messages(AiConversationId conversation, int from, int to) {
    Objects.requireNonNull(conversation, "conversation");
    return call(
        "messages",
        () -> {
          if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                "messages from " + from + " to " + to + ": 0 <= from <= to is needed");
          }
          Field<JsonNode> slice =
              DSL.field(
                  "jsonb_path_query_array({0}, '$[$first to $last]',"
                      + " jsonb_build_object('first', {1}, 'last', {2}))",
                  SQLDataType.JSONB.asConvertedDataType(JsonColumns.node()),
                  ARRAY,
                  DSL.val(from),
                  DSL.val(to - 1));
          Record2<String, JsonNode> row =
              dsl()
                  .select(KIND, slice)
                  .from(AI_CONVERSATIONS)
                  .where(AI_CONVERSATIONS.ID.eq(conversation))
                  .fetchOne();
          if (row == null) {
            throw notFound(conversation);
          }
          if (!row.value1().equals("array")) {
            throw noArray(conversation, row.value1());
          }
          List<ChatMessage> messages = new ArrayList<>();
          for (JsonNode message : row.value2()) {
            if (!(message instanceof ObjectNode document)) {
              throw new InvalidValueException(
                  "message "
                      + (from + messages.size())
                      + " of ai_conversations "
                      + conversation
                      + " is not a JSON object but "
                      + message.getNodeType()
                      + ": repair the row",
                  null,
                  null);
            }
            messages.add(ChatMessage.of(document));
          }
          return messages;
        });
  }

  /**
   * Gives the conversation another title. One round trip.
   *
   * @param title the title, or null for none
   * @throws NotFoundException if there is no such conversation that this identity may change
   */
  public void rename(AiConversationId conversation, @Nullable String title) {
    Objects.requireNonNull(conversation, "conversation");
    run(
        "rename",
        () -> {
          int renamed =
              dsl()
                  .update(AI_CONVERSATIONS)
                  .set(AI_CONVERSATIONS.TITLE, title)
                  .where(AI_CONVERSATIONS.ID.eq(conversation))
                  .execute();
          if (renamed == 0) {
            throw notFound(conversation);
          }
        });
  }

  /**
   * Archives an active conversation. One round trip.
   *
   * @return true if this call archived it, which of several calls at once only one does; false if
   *     it is not active, or if there is none that this identity may change
   */
  public boolean archive(AiConversationId conversation) {
    Objects.requireNonNull(conversation, "conversation");
    return call(
        "archive",
        () -> {
          Condition active =
              DSL.coalesce(
                      AI_CONVERSATIONS.STATUS,
                      DSL.inline(AiConversationStatus.ACTIVE, AI_CONVERSATIONS.STATUS))
                  .eq(AiConversationStatus.ACTIVE);
          return dsl()
                  .update(AI_CONVERSATIONS)
                  .set(AI_CONVERSATIONS.STATUS, AiConversationStatus.ARCHIVED)
                  .where(AI_CONVERSATIONS.ID.eq(conversation))
                  .and(active)
                  .execute()
              == 1;
        });
  }

  /**
   * Returns the caller's own conversations whose title or messages contain the text, ignoring case:
   * the hundred that were changed last, without those marked as deleted. The text of a message is
   * its content, or the texts of the content's parts. One round trip.
   *
   * @throws IllegalArgumentException if the text is blank
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user
   */
  public List<ConversationHit> search(String text) {
    Objects.requireNonNull(text, "text");
    return call(
        "search",
        () -> {
          if (text.isBlank()) {
            throw new IllegalArgumentException("the text to search for is blank");
          }
          Field<String> wanted = DSL.val(text);
          Field<Integer> message = DSL.field("found.message", SQLDataType.INTEGER);
          Table<?> found =
              DSL.table(
                  "lateral (select min(position)::int - 1 as message from jsonb_array_elements({0})"
                      + " with ordinality as each (message, position) where exists (select from"
                      + " jsonb_path_query(each.message, '$.content[*] ? (@.type() == \"string\")')"
                      + " as part where strpos(lower(part #>> '{}'), lower({1})) > 0) or exists"
                      + " (select from jsonb_path_query(each.message, '$.content[*].text') as part"
                      + " where strpos(lower(part #>> '{}'), lower({1})) > 0)) as found",
                  ARRAY, wanted);
          return dsl()
              .select(
                  AI_CONVERSATIONS.ID,
                  AI_CONVERSATIONS.TITLE,
                  AI_CONVERSATIONS.MODEL,
                  AI_CONVERSATIONS.STATUS,
                  AI_CONVERSATIONS.UPDATED_AT,
                  message)
              .from(AI_CONVERSATIONS, found)
              .where(AI_CONVERSATIONS.USER_ID.eq(callerProfile()))
              .and(AI_CONVERSATIONS.STATUS.isDistinctFrom(AiConversationStatus.DELETED))
              .and(
                  message
                      .isNotNull()
                      .or(
                          DSL.condition(
                              "strpos(lower({0}), lower({1})) > 0",
                              AI_CONVERSATIONS.TITLE, wanted)))
              .orderBy(AI_CONVERSATIONS.UPDATED_AT.desc().nullsLast(), AI_CONVERSATIONS.ID)
              .limit(MOST)
              .fetch(
                  row ->
                      new ConversationHit(
                          row.value1(),
                          row.value2(),
                          row.value3(),
                          row.value4(),
                          row.value5(),
                          row.value6()));
        });
  }

  /**
   * Returns the sums over the caller's own conversations. One round trip.
   *
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user
   */
  public ConversationTotals totals() {
    return call("totals", () -> totals(AI_CONVERSATIONS.USER_ID.eq(callerProfile())));
  }

  /**
   * Returns the sums over a person's conversations, as far as this identity sees them. One round
   * trip.
   */
  public ConversationTotals totals(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call("totals", () -> totals(AI_CONVERSATIONS.USER_ID.eq(profile)));
  }

  private ConversationTotals totals(Condition whose) {
    return dsl()
        .select(
            DSL.count(),
            DSL.field("coalesce(sum(jsonb_array_length({0})), 0)", SQLDataType.BIGINT, ARRAY),
            DSL.coalesce(DSL.sum(AI_CONVERSATIONS.TOTAL_TOKENS), BigDecimal.ZERO),
            DSL.coalesce(DSL.sum(COST), BigDecimal.ZERO))
        .from(AI_CONVERSATIONS)
        .where(whose)
        .fetchSingle(
            row ->
                new ConversationTotals(
                    row.value1(), row.value2(), row.value3().longValueExact(), row.value4()));
  }

  private static InvalidValueException noArray(AiConversationId conversation, String kind) {
    return new InvalidValueException(
        "the messages of ai_conversations "
            + conversation
            + " are a JSON "
            + kind
            + ", not an array: repair the row",
        null,
        null);
  }
}
