package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A row points to one that does not exist, or is pointed to by one that does. */
public final class ForeignKeyViolationException extends ConstraintViolationException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public ForeignKeyViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
