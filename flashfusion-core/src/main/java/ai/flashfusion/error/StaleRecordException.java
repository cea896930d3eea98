package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when somebody else has changed the row since it was read. Read it again. */
public final class StaleRecordException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong and what to do. */
  public StaleRecordException(String message) {
    super(message, null, null);
  }
}
