package ai.flashfusion.schema.migration;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A migration that did not happen. The message says why; no version of it is applied. */
public final class MigrationException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  MigrationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
