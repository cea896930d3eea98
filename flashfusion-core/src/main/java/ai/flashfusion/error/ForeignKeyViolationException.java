package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a row refers to one that does not exist, or when a row cannot be removed because
 * another one refers to it.
 */
public final class ForeignKeyViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public ForeignKeyViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
