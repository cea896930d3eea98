package ai.flashfusion.error;

import java.io.Serial;

/**
 * Thrown when a file's path is already taken, or when a file stands where the path needs a
 * directory.
 */
public final class PathConflictException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * Creates an exception whose message says what is wrong and what to do.
   *
   * @param path the path that is in the way
   */
  public PathConflictException(String message, String path) {
    super(message, null, null);
    this.path = path;
  }

  /** Returns the path that is in the way. */
  public String path() {
    return path;
  }
}
