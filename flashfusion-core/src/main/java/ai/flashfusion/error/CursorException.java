package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A cursor that is damaged, or that belongs to another table, filter or order. */
public final class CursorException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong and what would be right. */
  public CursorException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
