package ai.flashfusion.examples.quickstart;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a file cannot be used. The message says which file, where in it, and why. */
public final class InputException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception about something that has no lines. */
  public InputException(String message) {
    super(message);
  }

  /**
   * Creates an exception that names the line in the form that editors and terminals make clickable.
   */
  public InputException(Path file, long line, String reason) {
    super(file + ":" + line + ": " + reason);
  }
}
