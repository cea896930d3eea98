package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the library was closed before the call, or while it ran. */
public final class ClosedException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with its cause, or with null if there is none. */
  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
