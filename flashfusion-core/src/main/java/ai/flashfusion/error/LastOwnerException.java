package ai.flashfusion.error;

import java.io.Serial;

/**
 * Thrown when a team would be left without the owner that it names. Transfer the ownership first.
 */
public final class LastOwnerException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong and what to do. */
  public LastOwnerException(String message) {
    super(message, null, null);
  }
}
