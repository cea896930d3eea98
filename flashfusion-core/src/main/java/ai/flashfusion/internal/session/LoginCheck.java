package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.schema.ids.AuthUserId;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, before the first statement, a login with which an identity could not be guaranteed.
 * Takes two round trips, and more behind a pooler.
 */
public final class LoginCheck {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");

  private LoginCheck() {}

  /**
   * Checks the login of users' sessions.
   *
   * @param allowedPrivileged the login that may be privileged, or null
   * @param sealKey the key that seals identities; null if they are not sealed
   * @param patience the time that the check may take
   * @return the rights of the login
   * @throws ConfigurationException if something is wrong; the message says how to fix it
   */
  public static Login run(
      ConnectionSource source,
      @Nullable String allowedPrivileged,
      byte @Nullable [] sealKey,
      Duration patience) {
    return run(source, allowedPrivileged, sealKey, patience, Identity.user(AuthUserId.random()));
  }

  /** Checks the login of service sessions in the same way. */
  static void service(
      ConnectionSource source,
      @Nullable String allowedPrivileged,
      byte @Nullable [] sealKey,
      Duration patience) {
    run(source, allowedPrivileged, sealKey, patience, Identity.service("checking the login"));
  }

  private static Login run(
      ConnectionSource source,
      @Nullable String allowedPrivileged,
      byte @Nullable [] sealKey,
      Duration patience,
      Identity identity) {
    PooledConnection pooled = source.take();
    try {
      return pooled.askAll(
          patience.toMillis(), () -> check(source, pooled, allowedPrivileged, sealKey, identity));
    } catch (SQLException e) {
      throw Lost.unavailable("the login could not be checked", e, false);
    } finally {
      source.giveBack(pooled);
    }
  }

  private static Login check(
      ConnectionSource source,
      PooledConnection pooled,
      @Nullable String allowedPrivileged,
      byte @Nullable [] sealKey,
      Identity identity)
      throws SQLException {
    Login login = Login.read(pooled);
    checkPower(login, allowedPrivileged);
    checkRoles(login, identity);
    Sealing.of(pooled, login, identity, sealKey).check(login.name(), sealKey != null);
    if (login.behindPooler() && source.lendsTwo()) {
      checkPrepared(PreparedProbe.failure(source, pooled));
    }
    return login;
  }

  private static void checkPrepared(@Nullable String failure) {
    if (failure != null) {
      throw new ConfigurationException(
          "a statement that was prepared on the server no longer existed when it was used again"
              + " (SQLSTATE "
              + failure
              + "); "
              + Advice.POOLER,
          null);
    }
  }

  private static void checkPower(Login login, @Nullable String allowed) {
    String name = login.name();
    String power = login.power();
    if (power != null) {
      if (!name.equals(allowed)) {
        throw new ConfigurationException(
            "the login '"
                + name
                + "' "
                + power
                + ": row level security would not bind it if an identity were ever missing. Log in"
                + " as 'authenticator', or accept the risk with allowPrivilegedLogin(\""
                + name
                + "\")",
            null);
      }
      LOG.warn("the login '{}' {}; prefer one that can do nothing by itself", name, power);
    }
  }

  private static void checkRoles(Login login, Identity identity) {
    String name = login.name();
    String missing =
        identity.isService() ? (login.cannotServe() ? identity.role() : null) : login.missing();
    if (missing != null) {
      throw new ConfigurationException(
          "the login '"
              + name
              + "' cannot become "
              + missing
              + ": grant "
              + missing
              + " to "
              + name
              + ", or run Migrations.bootstrap on a database without Supabase's roles",
          null);
    }
  }
}
