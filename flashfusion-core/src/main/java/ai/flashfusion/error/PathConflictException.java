package ai.flashfusion.error;

import java.io.Serial;

/** Something else is at the path of a file, or a file where it needs a directory. */
public final class PathConflictException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * With what is wrong and what would be right.
   *
   * @param path of what stands in the way
   */
  public PathConflictException(String message, String path) {
    super(message, null, null);
    this.path = path;
  }

  /** The path of what stands in the way. */
  public String path() {
    return path;
  }
}
