package ai.flashfusion.schema.migration;

import ai.flashfusion.schema.catalog.Difference;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown when a migration fails. The message says why; the database is unchanged. */
public final class MigrationException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Difference> differences;

  MigrationException(String message, @Nullable Throwable cause) {
    this(message, cause, List.of());
  }

  MigrationException(String message, @Nullable Throwable cause, List<Difference> differences) {
    super(message, cause);
    this.differences = differences;
  }

  /**
   * Returns the differences that {@link Migrations#adopt} found; empty if the failure has another
   * reason.
   */
  public List<Difference> differences() {
    return differences == null ? List.of() : differences;
  }
}
