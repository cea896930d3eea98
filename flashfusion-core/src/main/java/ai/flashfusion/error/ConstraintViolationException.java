package ai.flashfusion.error;

import java.io.Serial;
import org.jooq.Key;
import org.jspecify.annotations.Nullable;

/** Thrown when a row breaks a constraint. Nothing was written. */
public class ConstraintViolationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the details that Postgres reported. */
  public ConstraintViolationException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  /**
   * Returns whether the violated constraint is this key, such as {@code Keys.PROJECTS_SLUG_KEY}.
   */
  public final boolean isOn(Key<?> key) {
    return constraint().filter(key.getName()::equals).isPresent();
  }
}
