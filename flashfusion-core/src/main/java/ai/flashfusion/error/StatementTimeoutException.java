package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The statement took longer than its limit, or was canceled. */
public final class StatementTimeoutException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what Postgres said. */
  public StatementTimeoutException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
