package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when something else has already been recorded under the same key. Nothing is changed. */
public final class IdempotencyException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message names the key and the difference. */
  public IdempotencyException(String message) {
    this(message, null, null);
  }

  /** Creates an exception with the details that Postgres reported. */
  public IdempotencyException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
