package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.identity.Identity;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database asks a login for sealed identities, and believes this library's. */
public enum Sealing {
  /** The database cannot tell sealed identities from others. */
  UNKNOWN_TO_DATABASE,
  /** The login has no key in the database: whatever names a caller is believed. */
  NOT_ASKED_FOR,
  /** Sealed identities are asked for, and this library's are believed. */
  HOLDS,
  /** Sealed identities are asked for, and no key was given to this library. */
  KEY_MISSING,
  /** Sealed identities are asked for, and this library's key is another. */
  KEY_WRONG,
  /** The seals of this library are too old when they arrive. */
  CLOCKS_DIFFER;

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");
  private static final String DENIED = "42501";
  private static final String PROBE = "select flashfusion.is_sealed(), flashfusion.auth_user_id()";

  /** Returns whether the database asks the login for seals. */
  public boolean isAsked() {
    return this != UNKNOWN_TO_DATABASE && this != NOT_ASKED_FOR;
  }

  /**
   * Asks under the identity; one round trip, none where the database knows no seals.
   *
   * @param login what was found out about the login of the connection
   * @param sealKey null where identities are not sealed
   */
  static Sealing of(
      PooledConnection pooled, Login login, Identity identity, byte @Nullable [] sealKey)
      throws SQLException {
    if (!login.sealable()) {
      return UNKNOWN_TO_DATABASE;
    }
    Scope scope = new Scopes(null, sealKey, login).of(identity);
    String text = "begin;" + scope.preamble().sql() + ";" + PROBE + ";commit";
    try (PreparedStatement statement = scope.prepare(pooled, text, 1, false)) {
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
        return UNKNOWN_TO_DATABASE; // callers lack the right to ask, and to any policy that asks
      }
      throw e;
    }
  }

  /**
   * Refuses seals that do not hold. A key that the database does not ask for is accepted with a
   * warning: services get the key before the database does.
   *
   * @param login the login's name
   * @throws ConfigurationException if seals are asked for and do not hold
   */
  void check(String login, boolean keyGiven) {
    String problem =
        switch (this) {
          case HOLDS -> null;
          case UNKNOWN_TO_DATABASE, NOT_ASKED_FOR -> {
            if (keyGiven) {
              LOG.warn(
                  "identities are sealed, but the database does not ask the login '{}' for seals and"
                      + " would believe forged ones: {}",
                  login,
                  this == NOT_ASKED_FOR
                      ? "run the script of Logins as its owner"
                      : "apply the migrations, then run the script of Logins");
            }
            yield null;
          }
          case KEY_MISSING ->
              "the database believes the login '"
                  + login
                  + "' only sealed identities: give the key with sealKey(…)";
          case KEY_WRONG ->
              "the database has another key for the login '"
                  + login
                  + "': give that one with sealKey(…), or put this one in flashfusion_seal.keys";
          case CLOCKS_DIFFER ->
              "seals have expired when they reach the database: the clocks of the two machines"
                  + " differ by more than five minutes";
        };
    if (problem != null) {
      throw new ConfigurationException(problem, null);
    }
  }
}
