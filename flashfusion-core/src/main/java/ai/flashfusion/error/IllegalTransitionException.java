package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when a row is not in a state from which the requested step is possible. */
public final class IllegalTransitionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message names the current state and the possible steps. */
  public IllegalTransitionException(String message) {
    super(message, null, null);
  }
}
