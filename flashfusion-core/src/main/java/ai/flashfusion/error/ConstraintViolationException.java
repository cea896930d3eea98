package ai.flashfusion.error;

import java.io.Serial;
import org.jooq.Key;
import org.jspecify.annotations.Nullable;

/** A row breaks a constraint; nothing was written. */
public class ConstraintViolationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public ConstraintViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  /** Whether it is this constraint, such as {@code Keys.PROJECTS_SLUG_KEY}. */
  public final boolean isOn(Key<?> key) {
    return constraint().filter(key.getName()::equals).isPresent();
  }
}
