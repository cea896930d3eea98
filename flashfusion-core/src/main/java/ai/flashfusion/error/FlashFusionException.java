package ai.flashfusion.error;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions of this library. The message says what went wrong, with which
 * value, and what is expected. It holds no bound values except those that Postgres names, and no
 * secrets.
 */
public class FlashFusionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable DatabaseError error;

  /**
   * Creates an exception with the details that Postgres reported, or with null if the error did not
   * come from Postgres.
   */
  public FlashFusionException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  /**
   * Returns the SQLSTATE, a code of five characters (Appendix A of the Postgres manual); empty if
   * the error did not come from Postgres.
   */
  public Optional<String> sqlState() {
    return Optional.ofNullable(error).map(DatabaseError::sqlState);
  }

  /** Returns the table at fault, where Postgres names one. */
  public Optional<String> table() {
    return Optional.ofNullable(error).map(DatabaseError::table);
  }

  /** Returns the column at fault, where Postgres names one. */
  public Optional<String> column() {
    return Optional.ofNullable(error).map(DatabaseError::column);
  }

  /** Returns the violated constraint, where Postgres names one. */
  public Optional<String> constraint() {
    return Optional.ofNullable(error).map(DatabaseError::constraint);
  }

  /** Returns whether the same call may succeed if it is repeated in a new transaction. */
  public boolean isRetryable() {
    return false;
  }
}
