package ai.flashfusion.error;

import java.io.Serial;

/** There is no such row, or none that this identity may see or change. */
public final class NotFoundException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong and what would be right. */
  public NotFoundException(String message) {
    super(message, null, null);
  }
}
