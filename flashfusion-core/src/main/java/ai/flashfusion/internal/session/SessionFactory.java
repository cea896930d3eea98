package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.error.Lost;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates the contexts of sessions, and knows the transaction of each thread; a thread has at most
 * one, whatever the login. Thread-safe.
 */
public final class SessionFactory implements AutoCloseable {

  /** The age at which the settings of roles are read again, so that no restart is needed. */
  private static final Duration ROLE_SETTINGS_AGE = Duration.ofMinutes(5);

  private final ConnectionSource source;
  private final @Nullable ServiceSource service;
  private final byte @Nullable [] sealKey;
  private final Login login;
  private final Scopes scopes;
  private final Retries retries;
  private final Calls calls;
  private final Map<Class<?>, Companion> companions = new ConcurrentHashMap<>();

  @SuppressWarnings("ThreadLocalUsage") // a transaction of one database is none of another
  private final ThreadLocal<@Nullable OpenTransaction> current = new ThreadLocal<>();

  /**
   * Creates a factory over connections.
   *
   * @param source the connections of users' sessions
   * @param service the connections of service sessions; null if one login serves both
   * @param statementTimeout the limit for statements; null for that of the login
   * @param sealKey the key that seals identities; null if they are not sealed
   * @param login the rights of the login and facts about its database
   * @param retries the decisions on what is repeated
   * @param calls those who listen
   */
  public SessionFactory(
      ConnectionSource source,
      @Nullable ServiceSource service,
      @Nullable Duration statementTimeout,
      byte @Nullable [] sealKey,
      Login login,
      Retries retries,
      Calls calls) {
    this.source = source;
    this.service = service;
    this.sealKey = sealKey;
    this.login = login;
    this.retries = retries;
    this.calls = calls;
    this.scopes =
        new Scopes(
            statementTimeout, sealKey, login, retries, this::readRoleSettings, ROLE_SETTINGS_AGE);
  }

  /**
   * Returns a session's context; no round trip.
   *
   * @throws ConfigurationException if no login can act for the service
   */
  public SessionContext session(Identity identity) {
    return new SessionContext(this, scope(identity), Expectation.NONE, null, null);
  }

  /**
   * Returns the context of a session whose identity is asked for by each of its calls.
   *
   * @param identity says which it is now, or throws if there is none
   */
  public SessionContext session(Supplier<Identity> identity) {
    return new SessionContext(this, () -> scope(identity.get()), Expectation.NONE, null, null);
  }

  private Scope scope(Identity identity) {
    if (identity.isService() && service == null && login.cannotServe()) {
      throw new ConfigurationException(
          "the login '"
              + login.name()
              + "' cannot become service_role: name a login for service sessions with"
              + " serviceLogin(user, password)",
          null);
    }
    return scopes.of(identity);
  }

  private RoleSettings readRoleSettings() {
    PooledConnection pooled = source.take();
    try {
      return RoleSettings.read(pooled);
    } catch (SQLException e) {
      throw Lost.unavailable("the settings of roles could not be read", e, false);
    } finally {
      source.giveBack(pooled);
    }
  }

  /** Returns the source of connections for the identity, which is opened at first use. */
  ConnectionSource source(Identity identity) {
    return identity.isService() && service != null ? service.open() : source;
  }

  /** Returns the companion of this type, which is created at the first call. */
  <T extends Companion> T companion(Class<T> type, Function<ConnectionSource, T> made) {
    return type.cast(companions.computeIfAbsent(type, any -> made.apply(source)));
  }

  /** Returns the rights of the login and facts about its database. */
  Login login() {
    return login;
  }

  /** Returns the decisions on what is repeated. */
  Retries repetition() {
    return retries;
  }

  /** Returns those who listen to calls. */
  Calls calls() {
    return calls;
  }

  /** Returns the transaction of this thread, or null. */
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

  /** Returns how many reads and transactions were repeated. */
  public long retries() {
    return retries.count();
  }

  /** Examines the database and the logins. */
  public Examination examine() {
    return Examination.of(source, service != null, sealKey);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /** Waits for what is under way, cancels what is left after that time, and closes the pools. */
  public void close(Duration patience) {
    companions.values().forEach(Companion::close);
    long begun = System.nanoTime();
    source.drain(Duration.ZERO);
    try {
      if (service != null) {
        service.close(patience);
      }
    } finally {
      Duration left = patience.minusNanos(System.nanoTime() - begun);
      source.close(left.isNegative() ? Duration.ZERO : left);
    }
  }
}
