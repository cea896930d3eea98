package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An identity in the form in which statements carry it.
 *
 * @param preamble the statement that sets the identity
 * @param values the values that the preamble binds, except the seal, which comes last
 * @param seal the seal; null if identities are not sealed
 * @param login the rights of the login and facts about its database
 * @param retries the decisions on what is repeated
 */
record Scope(
    Identity identity,
    Preamble preamble,
    List<String> values,
    @Nullable Seal seal,
    Login login,
    Retries retries) {

  /** Returns the number of binds before a statement's own. */
  int binds() {
    return seal == null ? values.size() : values.size() + 1;
  }

  /**
   * Returns the statement with its frames.
   *
   * @throws ai.flashfusion.error.RefusedStatementException if the statement could leave its frame
   */
  Frame frame(String statement) {
    return preamble.frame(statement, identity.isService());
  }

  /**
   * Prepares text that contains the preamble and a lead, and binds the values of both.
   *
   * @param counted whether the returned rows are to be counted before they are read
   */
  PreparedStatement prepare(PooledConnection pooled, String text, Lead lead, boolean counted)
      throws SQLException {
    PreparedStatement statement = pooled.prepare(text, counted);
    for (int i = 0; i < values.size(); i++) {
      statement.setString(i + 1, values.get(i));
    }
    if (seal != null) {
      statement.setString(values.size() + 1, seal.text());
    }
    lead.bind(statement, binds());
    return statement;
  }
}
