package ai.flashfusion.schema.json;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Converter;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The converters of {@code jsonb} columns, to which the generated tables refer. SQL null becomes
 * Java null; the JSON value {@code null} becomes a null node, or Java null if the type is not
 * {@code JsonNode}.
 */
public final class JsonColumns {

  /**
   * The mapper. Numbers keep all their digits, as in {@code jsonb}. Whatever Postgres has stored
   * can be read and written back: Jackson's limits are meant for text from strangers, and would
   * make a list unreadable for everybody because of one document in it.
   */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Converter<JSONB, JsonNode> NODE =
      Converter.ofNullable(
          JSONB.class,
          JsonNode.class,
          // Most documents are the empty default, for which no parser is needed.
          json ->
              json.data().equals("{}") ? MAPPER.createObjectNode() : MAPPER.readTree(json.data()),
          value -> JSONB.jsonb(MAPPER.writeValueAsString(value)));
  private static final Converter<JSONB, Permissions> PERMISSIONS =
      Converter.ofNullable(
          JSONB.class,
          Permissions.class,
          json -> {
            ObjectNode document = MAPPER.readValue(json.data(), ObjectNode.class);
            return document == null ? null : Permissions.read(document);
          },
          value -> JSONB.jsonb(MAPPER.writeValueAsString(value)));

  @SuppressWarnings("unchecked") // a class literal has no element type
  private static final Converter<JSONB, List<ChatMessage>> MESSAGES =
      Converter.ofNullable(
          JSONB.class,
          (Class<List<ChatMessage>>) (Class<?>) List.class,
          json -> messages(MAPPER.readValue(json.data(), ObjectNode[].class)),
          value -> JSONB.jsonb(MAPPER.writeValueAsString(value)));

  private JsonColumns() {}

  /** Returns the converter of any document. */
  public static Converter<JSONB, JsonNode> node() {
    return NODE;
  }

  /** Returns the converter of a {@code permissions} column. */
  public static Converter<JSONB, Permissions> permissions() {
    return PERMISSIONS;
  }

  /** Returns the converter of a {@code messages} column. */
  public static Converter<JSONB, List<ChatMessage>> messages() {
    return MESSAGES;
  }

  private static @Nullable List<@Nullable ChatMessage> messages(
      @Nullable ObjectNode @Nullable [] documents) {
    if (documents == null) {
      return null;
    }
    List<@Nullable ChatMessage> messages = new ArrayList<>(documents.length);
    for (ObjectNode document : documents) {
      messages.add(document == null ? null : ChatMessage.read(document));
    }
    return messages;
  }
}
