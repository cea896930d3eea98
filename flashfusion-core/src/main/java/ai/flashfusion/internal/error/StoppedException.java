package ai.flashfusion.internal.error;

import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The failure of a statement for whose answer nobody waits any more. */
public final class StoppedException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean closed;

  /**
   * Creates a failure with the SQLSTATE of its cause.
   *
   * @param closed whether the library was closed; otherwise the thread was interrupted
   */
  public StoppedException(String message, boolean closed, @Nullable SQLException cause) {
    super(message, cause == null ? null : cause.getSQLState(), cause);
    this.closed = closed;
  }

  /** Returns whether the library was closed; otherwise the thread was interrupted. */
  boolean isClosed() {
    return closed;
  }
}
