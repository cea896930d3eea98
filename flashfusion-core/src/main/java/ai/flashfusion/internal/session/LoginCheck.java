package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, before the first statement, a login with which an identity could not be guaranteed. One
 * round trip.
 */
public final class LoginCheck {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");

  private LoginCheck() {}

  /**
   * Checks.
   *
   * @param allowedPrivileged the login that may be privileged, or null
   * @return what was found out about it
   * @throws ConfigurationException if something is wrong; the message says how to mend it
   */
  public static Login run(ConnectionSource source, @Nullable String allowedPrivileged) {
    PooledConnection pooled = source.take();
    try {
      Login login = Login.read(pooled);
      check(login, allowedPrivileged);
      return login;
    } catch (SQLException e) {
      throw new ConnectionException("the login could not be checked: " + e.getMessage(), e);
    } finally {
      source.giveBack(pooled);
    }
  }

  private static void check(Login login, @Nullable String allowed) {
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
    String missing = login.missing();
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
