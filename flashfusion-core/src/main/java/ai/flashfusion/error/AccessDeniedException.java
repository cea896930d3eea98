package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a policy or a privilege forbids the operation to the identity. The message names the
 * rule.
 */
public final class AccessDeniedException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception for an operation that was refused before Postgres was asked, or without an
   * error of Postgres.
   */
  public AccessDeniedException(String message) {
    this(message, null, null);
  }

  /** Creates an exception with the details that Postgres reported. */
  public AccessDeniedException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
