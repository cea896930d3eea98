package ai.flashfusion.error;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every exception of this library is. The message says what went wrong, with which value, and
 * what would be right; it holds no bound values beyond those that Postgres names, and no secrets.
 */
public class FlashFusionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable DatabaseError error;

  /** With what Postgres said, if it was Postgres that refused. */
  public FlashFusionException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  /** The five letters of Appendix A of the Postgres manual; empty if Postgres was not asked. */
  public Optional<String> sqlState() {
    return Optional.ofNullable(error).map(DatabaseError::sqlState);
  }

  /** The table at fault, where Postgres names one. */
  public Optional<String> table() {
    return Optional.ofNullable(error).map(DatabaseError::table);
  }

  /** The column at fault, where Postgres names one. */
  public Optional<String> column() {
    return Optional.ofNullable(error).map(DatabaseError::column);
  }

  /** The violated constraint, where Postgres names one. */
  public Optional<String> constraint() {
    return Optional.ofNullable(error).map(DatabaseError::constraint);
  }

  /** Whether the same call may succeed when it is made again, in a new transaction. */
  public boolean isRetryable() {
    return false;
  }
}
