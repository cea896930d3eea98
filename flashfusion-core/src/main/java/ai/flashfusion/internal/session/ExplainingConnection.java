package ai.flashfusion.internal.session;

import java.sql.SQLException;

/**
 * Asks for the plans of statements that store nothing, instead of running them. For the library
 * only: estimates reveal how many rows others have.
 */
final class ExplainingConnection extends SingleConnection {

  ExplainingConnection(ConnectionSource source, Scope scope, Deadline deadline) {
    super(source, scope, deadline);
  }

  @Override
  Frame sent(Frame frame) throws SQLException {
    CheckedStatement checked = frame.checked();
    if (checked.storing() || checked.kind().equals("explain")) {
      throw new SQLException("only statements that store nothing are explained", "0A000");
    }
    return Frame.of("explain " + frame.bare(), frame.preamble(), checked);
  }
}
