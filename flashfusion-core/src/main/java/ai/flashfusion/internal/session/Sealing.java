package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.query.RetryPolicy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways in which the database may treat the seals of a login. */
public enum Sealing {
  /** The database cannot distinguish sealed identities from others. */
  UNKNOWN_TO_DATABASE,
  /** The login has no key in the database, so any identity is accepted. */
  NOT_ASKED_FOR,
  /** Seals are required, and those of this library are accepted. */
  HOLDS,
  /** Seals are required, but this library was given no key. */
  KEY_MISSING,
  /** Seals are required, but this library has another key. */
  KEY_WRONG,
  /** Seals are required, but those of this library are too old when they arrive. */
  CLOCKS_DIFFER;

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");
  private static final String DENIED = "42501";
  private static final String PROBE = "select flashfusion.is_sealed(), flashfusion.auth_user_id()";

  /** Returns whether the database requires seals of the login. */
  public boolean isAsked() {
    return this != UNKNOWN_TO_DATABASE && this != NOT_ASKED_FOR;
  }

  /**
   * Asks the database under the identity; one round trip, or none if the database does not know
   * seals.
   *
   * @param login the rights of the connection's login
   * @param sealKey the key that seals identities; null if they are not sealed
   */
  static Sealing of(
      PooledConnection pooled, Login login, Identity identity, byte @Nullable [] sealKey)
      throws SQLException {
    if (!login.sealable()) {
      return UNKNOWN_TO_DATABASE;
    }
    Retries none = new Retries(RetryPolicy.none(), Duration.ZERO);
    Scope scope = new Scopes(null, sealKey, login, none, null, Duration.ZERO).of(identity);
    String text = "begin;" + scope.preamble(0).sql() + ";" + PROBE + ";commit";
    try (PreparedStatement statement = scope.prepare(pooled, text, 0, Lead.NONE, false)) {
      statement.execute();
      for (int i = 0; i <= Preamble.RESULTS; i++) {
        statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getBoolean(1) ? HOLDS : NOT_ASKED_FOR;
      }
    } catch (SQLException e) {
      pooled.rollback();
      String message = String.valueOf(e.getMessage());
      if (message.contains("seal of the identity has expired")) {
        return CLOCKS_DIFFER;
      }
      if (message.contains("identity is not sealed")) {
        return sealKey == null ? KEY_MISSING : KEY_WRONG;
      }
      if (DENIED.equals(e.getSQLState())) {
        return UNKNOWN_TO_DATABASE; // callers lack the right to ask, as to any policy that asks
      }
      throw e;
    }
  }

  /**
   * Refuses a key that does not work. A key that the database does not require is accepted with a
   * warning, as services get the key before the database does.
   *
   * @param login the login's name
   * @throws ConfigurationException if seals are required but would be rejected
   */
  void check(String login, boolean keyGiven) {
    String problem =
        switch (this) {
          case HOLDS -> null;
          case UNKNOWN_TO_DATABASE, NOT_ASKED_FOR -> {
            if (keyGiven) {
              LOG.warn(
                  "identities are sealed, but the database does not require seals of the login '{}'"
                      + " and would accept forged identities: {}",
                  login,
                  this == NOT_ASKED_FOR
                      ? "run the script of Logins as its owner"
                      : "apply the migrations, then run the script of Logins");
            }
            yield null;
          }
          case KEY_MISSING ->
              "the database requires sealed identities of the login '"
                  + login
                  + "': set the key with sealKey(…)";
          case KEY_WRONG ->
              "the database has another key for the login '"
                  + login
                  + "': set that key with sealKey(…), or store this one in flashfusion_seal.keys";
          case CLOCKS_DIFFER ->
              "seals have expired when they reach the database: the clocks of the two machines"
                  + " differ by more than five minutes";
        };
    if (problem != null) {
      throw new ConfigurationException(problem, null);
    }
  }
}
