package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when a cursor is damaged, or belongs to another table, filter or order. */
public final class CursorException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong and what is expected. */
  public CursorException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
