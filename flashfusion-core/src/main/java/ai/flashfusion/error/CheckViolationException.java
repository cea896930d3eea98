package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A value is not among those that a column allows. */
public final class CheckViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public CheckViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
