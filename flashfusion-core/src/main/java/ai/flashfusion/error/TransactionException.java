package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when a transaction is used in a way in which it cannot be all or nothing. */
public final class TransactionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with its cause, or with null if there is none. */
  public TransactionException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  /** Creates an exception with the details that Postgres reported. */
  public TransactionException(
      String message, @Nullable DatabaseError error, @Nullable Throwable cause) {
    super(message, error, cause);
  }
}
