package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the thread was interrupted while it waited for a connection or for the answer to a
 * statement. Nothing is stored: a write that had been sent fails with an {@link
 * OutcomeUnknownException} instead. The thread is still marked as interrupted.
 */
public final class CallInterruptedException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with its cause. */
  public CallInterruptedException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
