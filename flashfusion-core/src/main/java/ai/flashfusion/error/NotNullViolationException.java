package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A column that needs a value got none. */
public final class NotNullViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public NotNullViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
