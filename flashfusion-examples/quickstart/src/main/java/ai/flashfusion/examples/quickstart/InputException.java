package ai.flashfusion.examples.quickstart;

import java.io.Serial;
import java.nio.file.Path;

/** A file that was given cannot be used. The message says which one, where in it, and why. */
public final class InputException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** About something that has no lines. */
  public InputException(String message) {
    super(message);
  }

  /** In the form that editors and terminals make clickable. */
  public InputException(Path file, long line, String reason) {
    super(file + ":" + line + ": " + reason);
  }
}
