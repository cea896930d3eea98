package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A transaction is used in a way that it cannot keep its promise. */
public final class TransactionException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With its cause, if there is one. */
  public TransactionException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
