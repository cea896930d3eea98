package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when a required column has no value. */
public final class NotNullViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public NotNullViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
