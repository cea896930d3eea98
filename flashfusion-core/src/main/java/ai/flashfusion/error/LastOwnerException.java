package ai.flashfusion.error;

import java.io.Serial;

/** A team would be left without the owner that it names; transfer the ownership first. */
public final class LastOwnerException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong and what would be right. */
  public LastOwnerException(String message) {
    super(message, null, null);
  }
}
