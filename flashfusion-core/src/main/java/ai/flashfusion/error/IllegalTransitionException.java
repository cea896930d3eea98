package ai.flashfusion.error;

import java.io.Serial;

/** The row is in a state from which it cannot get to the state that was asked for. */
public final class IllegalTransitionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With the state it is in, the one asked for, and those that can follow. */
  public IllegalTransitionException(String message) {
    super(message, null, null);
  }
}
