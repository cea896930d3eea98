package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Two transactions stood in each other's way; made again, this one may succeed. */
public final class ConflictException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public ConflictException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
