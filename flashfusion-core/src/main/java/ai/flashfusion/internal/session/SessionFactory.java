package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes what sessions stand on. Thread-safe. */
public final class SessionFactory implements AutoCloseable {

  private final ConnectionSource source;
  private final Scopes scopes;

  /**
   * Over connections.
   *
   * @param statementTimeout null for that of the login
   * @param login what was found out about the login and its database
   */
  public SessionFactory(ConnectionSource source, @Nullable Duration statementTimeout, Login login) {
    this.source = source;
    this.scopes = new Scopes(statementTimeout, login);
  }

  public SessionContext session(Identity identity) {
    return new SessionContext(source, scopes, scopes.of(identity), Expectation.NONE, null);
  }

  /** What the database and the login look like. */
  public Examination examine() {
    return Examination.of(source);
  }

  @Override
  public void close() {
    source.close();
  }
}
