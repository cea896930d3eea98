package ai.flashfusion.internal.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The way from this process to the server.
 *
 * @param host the server's name or address
 * @param encrypted whether what is sent is encrypted; null if a pooler is in between, as only the
 *     server could tell
 * @param sslMode the driver's setting of that name; null if the pool does not show it
 */
public record Transport(String host, @Nullable Boolean encrypted, @Nullable String sslMode) {

  /** Returns whether the server is on this machine, so that nobody can be on the way. */
  public boolean isLocal() {
    return Tls.isLoopback(host);
  }

  /** Returns whether the server is known not to be verified. */
  public boolean isUnverified() {
    return sslMode != null && !sslMode.equals("verify-full");
  }

  static Transport of(ConnectionSource source, PooledConnection pooled, Login login)
      throws SQLException {
    String host = pooled.driver().getQueryExecutor().getHostSpec().getHost();
    return new Transport(host, login.encrypted(), source.sslMode());
  }
}
