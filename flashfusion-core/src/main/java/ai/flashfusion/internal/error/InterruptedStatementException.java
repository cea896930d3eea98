package ai.flashfusion.internal.error;

import java.io.Serial;
import java.sql.SQLException;

/** The failure of a statement whose thread was interrupted while it waited for the answer. */
public final class InterruptedStatementException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates a failure with the SQLSTATE of its cause. */
  public InterruptedStatementException(String message, SQLException cause) {
    super(message, cause.getSQLState(), cause);
  }
}
