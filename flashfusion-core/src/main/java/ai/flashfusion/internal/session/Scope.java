package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * An identity as statements carry it.
 *
 * @param preamble what sets it
 * @param values what the preamble binds
 * @param login what was found out about the login and its database
 */
record Scope(Identity identity, Preamble preamble, List<String> values, Login login) {

  /** How many binds come before a statement's own. */
  int binds() {
    return values.size();
  }

  /**
   * The statement in its frames.
   *
   * @throws ai.flashfusion.error.RefusedStatementException if it could leave them
   */
  Frame frame(String statement) {
    return preamble.frame(statement, identity.isService());
  }

  void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setString(i + 1, values.get(i));
    }
  }
}
