package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when two transactions got in each other's way. The same transaction may succeed if it is
 * run again.
 */
public final class ConflictException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public ConflictException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
