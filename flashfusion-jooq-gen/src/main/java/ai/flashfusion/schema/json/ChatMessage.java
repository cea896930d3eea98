package ai.flashfusion.schema.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of an AI conversation. Immutable; properties beyond {@code role} and {@code content},
 * such as {@code tool_calls}, survive a read-modify-write unchanged.
 */
public final class ChatMessage {

  private final ObjectNode document;

  private ChatMessage(ObjectNode document) {
    this.document = document;
  }

  /**
   * Returns a message of text.
   *
   * @param role who speaks, such as {@code "system"}, {@code "user"}, {@code "assistant"} or {@code
   *     "tool"}
   */
  public static ChatMessage of(String role, String content) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("role", Objects.requireNonNull(role, "role"));
    document.put("content", Objects.requireNonNull(content, "content"));
    return new ChatMessage(document);
  }

  /** Takes the document as it is: copying one that is too deep would fail. */
  static ChatMessage read(ObjectNode document) {
    return new ChatMessage(document);
  }

  /** Returns the given document, which is copied. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ChatMessage of(ObjectNode document) {
    return new ChatMessage(document.deepCopy());
  }

  /** Who speaks, or null where the document does not say. */
  public @Nullable String role() {
    return text("role");
  }

  /** Returns the text, or null where there is none: a tool call, or content made of parts. */
  public @Nullable String content() {
    return text("content");
  }

  /** Returns the whole document, unknown properties included; a copy. */
  @JsonValue
  public ObjectNode toJson() {
    return document.deepCopy();
  }

  private @Nullable String text(String property) {
    JsonNode value = document.path(property);
    return value.isString() ? value.stringValue() : null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChatMessage that && document.equals(that.document);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(document);
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
