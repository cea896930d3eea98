package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.identity.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes what sessions stand on, and knows which transaction each thread is in: of whichever login,
 * a thread has one at most. Thread-safe.
 */
public final class SessionFactory implements AutoCloseable {

  private final ConnectionSource source;
  private final @Nullable ServiceSource service;
  private final byte @Nullable [] sealKey;
  private final Login login;
  private final Scopes scopes;
  private final Followers followers;

  @SuppressWarnings("ThreadLocalUsage") // a transaction of one database is none of another
  private final ThreadLocal<@Nullable OpenTransaction> current = new ThreadLocal<>();

  /**
   * Over connections.
   *
   * @param source connections of users' sessions
   * @param service those of service sessions; null where one login serves both
   * @param statementTimeout null for that of the login
   * @param sealKey null where identities are not sealed
   * @param login what was found out about the login and its database
   */
  public SessionFactory(
      ConnectionSource source,
      @Nullable ServiceSource service,
      @Nullable Duration statementTimeout,
      byte @Nullable [] sealKey,
      Login login) {
    this.source = source;
    this.service = service;
    this.sealKey = sealKey;
    this.login = login;
    this.scopes = new Scopes(statementTimeout, sealKey, login);
    this.followers = new Followers(source);
  }

  /**
   * Returns a session's context; no round trip.
   *
   * @throws ConfigurationException if no login can act for the service
   */
  public SessionContext session(Identity identity) {
    if (identity.isService() && service == null && login.cannotServe()) {
      throw new ConfigurationException(
          "the login '"
              + login.name()
              + "' cannot become service_role: name a login for service sessions with"
              + " serviceLogin(user, password)",
          null);
    }
    return new SessionContext(this, scopes.of(identity), Expectation.NONE, null);
  }

  /** Returns the source of connections for the identity; opened when first used. */
  ConnectionSource source(Identity identity) {
    return identity.isService() && service != null ? service.open() : source;
  }

  Followers followers() {
    return followers;
  }

  /** Returns the transaction that this thread is in, if any. */
  @Nullable OpenTransaction current() {
    return current.get();
  }

  void setCurrent(@Nullable OpenTransaction transaction) {
    if (transaction == null) {
      current.remove();
    } else {
      current.set(transaction);
    }
  }

  /** Examines the database and the logins. */
  public Examination examine() {
    return Examination.of(source, service != null, sealKey);
  }

  @Override
  public void close() {
    followers.close();
    try (source) {
      if (service != null) {
        service.close();
      }
    }
  }
}
