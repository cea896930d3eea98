package ai.flashfusion.error;

import java.io.Serial;

/** A write reached more rows than it was allowed to, or not exactly one; nothing is stored. */
public final class AffectedRowsException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long affected;

  /** With what was expected and what was found. */
  public AffectedRowsException(String message, long affected) {
    super(message, null, null);
    this.affected = affected;
  }

  /** How many rows the write had reached when it was stopped. */
  public long affected() {
    return affected;
  }
}
