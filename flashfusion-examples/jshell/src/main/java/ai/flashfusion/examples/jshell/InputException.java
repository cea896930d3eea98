package ai.flashfusion.examples.jshell;

/**
 * An exception about something that the user gave: a setting, an argument, a value to show. Its
 * message is all that they need, so it has no stack.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message, null, false, false);
  }
}
