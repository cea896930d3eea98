package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the library cannot work safely with its configuration. */
public final class ConfigurationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with its cause, or with null if there is none. */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  /** Creates an exception with the details that Postgres reported. */
  public ConfigurationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
