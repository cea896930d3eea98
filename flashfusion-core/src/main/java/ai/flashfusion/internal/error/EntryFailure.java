package ai.flashfusion.internal.error;

import java.io.Serial;
import java.sql.SQLException;

/** The failure of a statement in a pipeline, with the entry that it belongs to. */
public final class EntryFailure extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  private final String entry;
  private final SQLException failure;

  /**
   * Creates a failure with the SQLSTATE of its cause.
   *
   * @param entry the name of the entry, as messages begin with it
   */
  public EntryFailure(String entry, SQLException failure) {
    super(failure.getMessage(), failure.getSQLState(), failure);
    this.entry = entry;
    this.failure = failure;
  }

  String entry() {
    return entry;
  }

  SQLException failure() {
    return failure;
  }
}
