package ai.flashfusion.notification;

import ai.flashfusion.schema.enums.NotificationType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a notification. Immutable.
 *
 * @param type the kind of event
 * @param title the title in a few words
 * @param message the text in more words, or null
 * @param actionUrl the URL to open next, or null
 */
public record Notice(
    NotificationType type, String title, @Nullable String message, @Nullable String actionUrl) {

  /** Checks that the type is not null and the title is not blank. */
  public Notice {
    Objects.requireNonNull(type, "type");
    if (title.isBlank()) {
      throw new IllegalArgumentException("the title is blank: say in a few words what happened");
    }
  }

  /** Returns a notice that has only a title. */
  public static Notice of(NotificationType type, String title) {
    return new Notice(type, title, null, null);
  }

  /** Returns this notice with a message. */
  public Notice withMessage(String text) {
    return new Notice(type, title, text, actionUrl);
  }

  /** Returns this notice with a URL to open. */
  public Notice withActionUrl(String url) {
    return new Notice(type, title, message, url);
  }
}
