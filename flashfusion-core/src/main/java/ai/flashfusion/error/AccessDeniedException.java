package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The identity may not do this: a policy or a privilege refuses it. The message names the rule. */
public final class AccessDeniedException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public AccessDeniedException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
