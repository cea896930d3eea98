package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when there is no usable connection to the database, or when one was lost before anything
 * could be stored. Always retryable.
 */
public final class ConnectionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public ConnectionException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  /** Creates an exception with its cause, or with null if there is none. */
  public ConnectionException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
