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
   * Returns a message with a text.
   *
   * @param role the speaker, such as {@code "system"}, {@code "user"}, {@code "assistant"} or
   *     {@code "tool"}
   */
  public static ChatMessage of(String role, String content) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("role", Objects.requireNonNull(role, "role"));
    document.put("content", Objects.requireNonNull(content, "content"));
    return new ChatMessage(document);
  }

  /**
   * Returns a message over the document itself, as copying one that is nested too deeply would
   * fail.
   */
  static ChatMessage read(ObjectNode document) {
    return new ChatMessage(document);
  }

  /** Returns a message over a copy of the document. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ChatMessage of(ObjectNode document) {
    return new ChatMessage(document.deepCopy());
  }

  /** Returns the speaker, or null if the document does not name one. */
  public @Nullable String role() {
    return text("role");
  }

  /**
   * Returns the text, or null if there is none, as in a tool call or if the content consists of
   * parts.
   */
  public @Nullable String content() {
    return text("content");
  }

  /** Returns a copy of the whole document, including unknown properties. */
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
