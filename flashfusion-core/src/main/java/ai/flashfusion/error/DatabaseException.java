package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when Postgres refuses a statement for a reason that has no exception of its own; see the
 * SQLSTATE.
 */
public final class DatabaseException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public DatabaseException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
