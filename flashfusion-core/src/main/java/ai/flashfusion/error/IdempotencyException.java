package ai.flashfusion.error;

import java.io.Serial;

/** What was recorded under this key before is something else; nothing is changed. */
public final class IdempotencyException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With the key, and what differs. */
  public IdempotencyException(String message) {
    super(message, null, null);
  }
}
