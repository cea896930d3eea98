package ai.flashfusion.error;

import java.io.Serial;

/** The row was changed by somebody else since it was read; read it again. */
public final class StaleRecordException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong and what would be right. */
  public StaleRecordException(String message) {
    super(message, null, null);
  }
}
