package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the server takes no writes, as it is a standby or is set to read-only. Nothing is
 * stored. Not retryable, as the same server answers the same until somebody changes that.
 */
public final class ReadOnlyException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public ReadOnlyException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
