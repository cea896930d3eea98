package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when there is no such row, or none that the identity may see or change. */
public final class NotFoundException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong and what to do. */
  public NotFoundException(String message) {
    super(message, null, null);
  }
}
