package ai.flashfusion.query;

import ai.flashfusion.schema.enums.NotificationType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is told. Immutable.
 *
 * @param type of what kind it is
 * @param title in a few words
 * @param message in more words, or null
 * @param actionUrl where to go from here, or null
 */
public record Notice(
    NotificationType type, String title, @Nullable String message, @Nullable String actionUrl) {

  /** Checks that type and title are there. */
  public Notice {
    Objects.requireNonNull(type, "type");
    if (title.isBlank()) {
      throw new IllegalArgumentException("the title is blank: say in a few words what happened");
    }
  }

  /** With a title alone. */
  public static Notice of(NotificationType type, String title) {
    return new Notice(type, title, null, null);
  }

  /** The same in more words. */
  public Notice withMessage(String text) {
    return new Notice(type, title, text, actionUrl);
  }

  /** The same with a place to go to. */
  public Notice withActionUrl(String url) {
    return new Notice(type, title, message, url);
  }
}
