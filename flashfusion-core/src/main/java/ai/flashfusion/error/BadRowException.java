package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when one row of a batch cannot be written. Nothing of the batch is stored. */
public final class BadRowException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long index;

  /**
   * Creates an exception for one row of a batch.
   *
   * @param index the index of the row, from 0
   * @param reason the exception that the row would have caused if it had been written alone
   */
  public BadRowException(long index, FlashFusionException reason) {
    super(
        "row "
            + index
            + " of the batch, counted from 0, is refused and nothing of the batch is stored; "
            + reason.getMessage(),
        error(reason),
        reason);
    this.index = index;
  }

  private static @Nullable DatabaseError error(FlashFusionException reason) {
    return reason.sqlState().isEmpty()
        ? null
        : new DatabaseError(
            reason.sqlState().orElse(null),
            reason.table().orElse(null),
            reason.column().orElse(null),
            reason.constraint().orElse(null));
  }

  /** Returns the index of the row, counted from 0 in the order in which the rows were given. */
  public long index() {
    return index;
  }
}
