package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes what sessions stand on. Thread-safe. */
public final class SessionFactory implements AutoCloseable {

  private final ConnectionSource source;
  private final Scopes scopes;
  private final Followers followers;

  /**
   * Over connections.
   *
   * @param statementTimeout null for that of the login
   */
  public SessionFactory(ConnectionSource source, @Nullable Duration statementTimeout) {
    this.source = source;
    this.scopes = new Scopes(statementTimeout);
    this.followers = new Followers(source);
  }

  public SessionContext session(Identity identity) {
    return new SessionContext(
        source, followers, scopes.of(identity), Expectation.NONE, null);
  }

  @Override
  public void close() {
    followers.close();
    source.close();
  }
}
