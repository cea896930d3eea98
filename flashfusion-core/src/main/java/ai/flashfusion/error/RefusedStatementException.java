package ai.flashfusion.error;

import java.io.Serial;

/** A statement that was not sent, because its identity could not be guaranteed. */
public final class RefusedStatementException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong and what would be right. */
  public RefusedStatementException(String message) {
    super(message, null, null);
  }
}
