package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An identity in the form in which statements carry it.
 *
 * @param scopes the settings that travel with it
 * @param values the values that the preamble binds, after the time limit and before the seal
 * @param seal the seal; null if identities are not sealed
 * @param login the rights of the login and facts about its database
 */
record Scope(
    Identity identity, Scopes scopes, List<String> values, @Nullable Seal seal, Login login)
    implements Supplier<Scope> {

  /** Returns this, as it is asked for where the identity is only known at the time of a call. */
  @Override
  public Scope get() {
    return this;
  }

  /**
   * Returns the milliseconds that a statement may take, or 0 if there is no limit.
   *
   * @throws ai.flashfusion.error.StatementTimeoutException if no time is left
   */
  long millis(Deadline deadline) {
    return deadline.millis(scopes.statementMillis(identity));
  }

  /** Returns the decisions on what is repeated. */
  Retries retries() {
    return scopes.retries();
  }

  /** Returns the statements that set the identity, and a time limit unless it is 0. */
  Preamble preamble(long millis) {
    return scopes.preamble(identity, millis > 0);
  }

  /**
   * Returns the statement with its frames.
   *
   * @throws ai.flashfusion.error.RefusedStatementException if the statement could leave its frame
   */
  Frame frame(String statement, long millis) {
    return preamble(millis).frame(statement, identity.isService());
  }

  /** Returns the number of binds before those of a lead. */
  int binds(long millis) {
    return values.size() + (millis > 0 ? 1 : 0) + (seal == null ? 0 : 1);
  }

  /**
   * Prepares text that contains the preamble and a lead, and binds the values of both.
   *
   * @param millis the time limit; 0 if the preamble has none
   * @param counted whether the returned rows are to be counted before they are read
   */
  PreparedStatement prepare(
      PooledConnection pooled, String text, long millis, Lead lead, boolean counted)
      throws SQLException {
    PreparedStatement statement = pooled.prepare(text, counted);
    int index = 0;
    if (millis > 0) {
      statement.setString(++index, millis + "ms");
    }
    for (String value : values) {
      statement.setString(++index, value);
    }
    if (seal != null) {
      statement.setString(++index, seal.text());
    }
    lead.bind(statement, index);
    return statement;
  }
}
