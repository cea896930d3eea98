package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** One row of many could not be written; nothing of the batch is stored. */
public final class BadRowException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long index;

  /**
   * With what is wrong with the row.
   *
   * @param index of the row, from 0
   * @param reason as if the row had been written alone
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

  /** Which row, counted from 0 in the order in which the rows were given. */
  public long index() {
    return index;
  }
}
