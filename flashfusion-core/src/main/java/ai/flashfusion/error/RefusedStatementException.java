package ai.flashfusion.error;

import java.io.Serial;

/** Thrown instead of sending a statement whose identity cannot be guaranteed. */
public final class RefusedStatementException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong and what to do. */
  public RefusedStatementException(String message) {
    super(message, null, null);
  }
}
