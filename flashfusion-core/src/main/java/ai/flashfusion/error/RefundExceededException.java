package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when more is requested than is left. */
public final class RefundExceededException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message gives the requested and the remaining amount. */
  public RefundExceededException(String message) {
    super(message, null, null);
  }
}
