package ai.flashfusion.examples.jshell;

import org.jspecify.annotations.Nullable;

/**
 * An exception about something that the user gave: a setting, an argument, a value to show. Its
 * message is all that they need, so it has no stack.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(@Nullable String message) {
    super(message, null, false, false);
  }
}
