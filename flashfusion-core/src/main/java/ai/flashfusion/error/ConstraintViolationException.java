package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A row breaks a constraint; nothing was written. */
public class ConstraintViolationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public ConstraintViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
