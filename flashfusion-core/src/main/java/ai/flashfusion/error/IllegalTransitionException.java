package ai.flashfusion.error;

import java.io.Serial;

/** The row is not in a state from which this step is possible. */
public final class IllegalTransitionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With the state found and the steps that are possible. */
  public IllegalTransitionException(String message) {
    super(message, null, null);
  }
}
