package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when a write reached more rows than it may, or not exactly one. Nothing is stored. */
public final class ExpectationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long affected;

  /** Creates an exception whose message gives the expected and the actual number of rows. */
  public ExpectationException(String message, long affected) {
    super(message, null, null);
    this.affected = affected;
  }

  /** Returns how many rows the write had reached when it was stopped. */
  public long affected() {
    return affected;
  }
}
