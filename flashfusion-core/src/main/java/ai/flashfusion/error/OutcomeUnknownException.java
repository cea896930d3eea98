package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the answer to a write or a commit was lost, so that it may be stored or not. Never
 * retryable, as a repetition could store it twice: look whether it is there, or write it in a way
 * that can be repeated, such as an upsert.
 */
public final class OutcomeUnknownException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the failure that took the answer. */
  public OutcomeUnknownException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
