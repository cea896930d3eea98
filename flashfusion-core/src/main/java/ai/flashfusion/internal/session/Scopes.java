package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.identity.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates scopes with the same settings. Thread-safe. */
final class Scopes {

  private static final Logger LOG = LoggerFactory.getLogger(Scopes.class);

  /**
   * The time that a user's statement may take if nobody says otherwise: long enough for reports,
   * and short enough that a peer that went silent does not hold a thread and a connection for good.
   */
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private final @Nullable Duration statementTimeout;
  private final byte @Nullable [] sealKey;
  private final Login login;
  private final Retries retries;
  private final @Nullable Supplier<RoleSettings> reader;
  private final long maxAge;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Current current;

  /** The settings of roles, and what was made of them for each role. */
  private record Current(
      RoleSettings settings,
      long readAt,
      Map<String, RoleState> roles,
      Map<String, Preamble> preambles) {

    static Current of(RoleSettings settings) {
      return new Current(
          settings, System.nanoTime(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    RoleState role(String role, boolean sealed) {
      RoleState known = roles.get(role);
      return known != null ? known : roles.computeIfAbsent(role, any -> stateOf(role, sealed));
    }

    private RoleState stateOf(String role, boolean sealed) {
      return new RoleState(
          settings.statementMillis(role),
          preamble(true, settings.calls(role), sealed),
          preamble(false, settings.calls(role), sealed));
    }

    /** Returns a preamble that roles with the same settings share. */
    private Preamble preamble(boolean timed, String calls, boolean sealed) {
      return preambles.computeIfAbsent(timed + calls, any -> new Preamble(timed, calls, sealed));
    }
  }

  /** The time limit for a role's statements, null if it has none, and its preambles. */
  private record RoleState(@Nullable Long millis, Preamble timed, Preamble untimed) {}

  /**
   * Creates a factory with a time limit for statements.
   *
   * @param statementTimeout the limit; null for that of the role, the login or the library
   * @param sealKey the key that seals identities; null if they are not sealed
   * @param login the rights of the login and facts about its database
   * @param retries the decisions on what is repeated
   * @param reader reads the settings of roles anew; null if they are not needed again
   * @param maxAge the age at which they are
   */
  Scopes(
      @Nullable Duration statementTimeout,
      byte @Nullable [] sealKey,
      Login login,
      Retries retries,
      @Nullable Supplier<RoleSettings> reader,
      Duration maxAge) {
    this.login = login;
    this.retries = retries;
    this.statementTimeout = statementTimeout;
    this.sealKey = login.sealable() ? sealKey : null;
    this.reader = reader;
    this.maxAge = maxAge.toNanos();
    this.current = Current.of(login.roleSettings());
  }

  Scope of(Identity identity) {
    List<String> values = List.of(identity.role(), identity.claims(), identity.reason().orElse(""));
    Seal seal = sealKey == null ? null : new Seal(sealKey, identity);
    return new Scope(identity, this, values, seal, login);
  }

  Retries retries() {
    return retries;
  }

  /** Returns the milliseconds that a statement of the identity may take, or 0 for no limit. */
  long statementMillis(Identity identity) {
    if (statementTimeout != null) {
      return statementTimeout.toMillis();
    }
    Long ofRole = role(identity).millis();
    if (ofRole != null) {
      return ofRole == 0 ? Integer.MAX_VALUE : ofRole; // which also undoes a limit of the login
    }
    if (identity.isService()) {
      return 0;
    }
    return login.statementMillis() > 0 ? login.statementMillis() : DEFAULT_TIMEOUT.toMillis();
  }

  /**
   * Returns the preamble for the identity.
   *
   * @param timed whether it begins with a {@code statement_timeout} to be bound
   */
  Preamble preamble(Identity identity, boolean timed) {
    RoleState role = role(identity);
    return timed ? role.timed() : role.untimed();
  }

  private RoleState role(Identity identity) {
    return current().role(identity.role(), sealKey != null);
  }

  private Current current() {
    Current now = current;
    if (reader != null
        && System.nanoTime() - now.readAt() > maxAge
        && reading.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> refresh(reader), "flashfusion-role-settings");
      thread.setDaemon(true);
      thread.start();
    }
    return now;
  }

  /** Reads the settings anew; what is known stays if that fails. */
  private void refresh(Supplier<RoleSettings> from) {
    RoleSettings settings = current.settings();
    try {
      settings = from.get();
    } catch (FlashFusionException e) {
      LOG.debug("the settings of roles could not be read again", e);
    } finally {
      Current known = current;
      current =
          settings.equals(known.settings())
              ? new Current(settings, System.nanoTime(), known.roles(), known.preambles())
              : Current.of(settings);
      reading.set(false);
    }
  }
}
