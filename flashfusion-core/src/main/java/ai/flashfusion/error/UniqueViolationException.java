package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when another row has the same value in a unique column. */
public final class UniqueViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public UniqueViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
