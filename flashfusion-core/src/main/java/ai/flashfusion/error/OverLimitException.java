package ai.flashfusion.error;

import java.io.Serial;

/** More was asked for than there is left. */
public final class OverLimitException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what was asked for and what is left. */
  public OverLimitException(String message) {
    super(message, null, null);
  }
}
