package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** There is no usable connection to the database. */
public final class ConnectionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public ConnectionException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  /** With its cause, if there is one. */
  public ConnectionException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
