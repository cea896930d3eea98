package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.doctor.Doctor;
import ai.flashfusion.internal.session.SessionFactory;
import ai.flashfusion.internal.session.Tls;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point to FlashFusion's data. Thread-safe: create one per process, keep it, and close it
 * at the end. Thread-safe.
 *
 * <p>All access goes through a {@link Session}, and every session has an {@link Identity}, so that
 * the policies of the database decide what each statement may see and change.
 */
public final class FlashFusion implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FlashFusion.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<SessionFactory> connecting;
  private volatile @Nullable SessionFactory connected;
  private boolean closed;

  /**
   * Creates an entry point.
   *
   * @param connecting connects, at the first use
   */
  FlashFusion(Supplier<SessionFactory> connecting) {
    this.connecting = connecting;
  }

  /** Returns what makes sessions, connecting at the first call that succeeds. */
  SessionFactory sessions() {
    SessionFactory known = connected;
    return known != null ? known : connectOnce();
  }

  private synchronized SessionFactory connectOnce() {
    SessionFactory known = connected;
    if (known != null) {
      return known;
    }
    if (closed) {
      throw new ClosedException("this FlashFusion is closed", null);
    }
    SessionFactory made = connecting.get();
    connected = made;
    return made;
  }

  /**
   * Connects with the defaults of {@link #builder}.
   *
   * @param url {@code jdbc:postgresql://host/database}
   * @param user the login, such as {@code authenticator}
   * @throws ai.flashfusion.error.ConnectionException if there is no database to connect to
   * @throws ai.flashfusion.error.ConfigurationException if the login would be a risk
   */
  public static FlashFusion connect(String url, String user, String password) {
    return builder().url(url).user(user).password(password).connect();
  }

  /** Returns a builder for the settings; {@link FlashFusionBuilder#connect} ends it. */
  public static FlashFusionBuilder builder() {
    return new FlashFusionBuilder();
  }

  /**
   * Returns the address of a database with which the driver verifies the server as sessions do, for
   * connections beside the library's, such as those of an owner who migrates. Sends nothing.
   *
   * @param url a JDBC URL; returned as it is if it decides by itself, with {@code sslmode}
   * @param unverified the hosts that need not be verified; this machine never is
   */
  public static String verifying(String url, Set<String> unverified) {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(unverified, "unverified");
    StringBuilder all = new StringBuilder(url);
    Tls.settings(url, unverified)
        .forEach(
            (name, value) ->
                all.append(all.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(value));
    return all.toString();
  }

  /** Returns a session of the identity; no round trip, once connected. */
  public Session session(Identity identity) {
    identity.reason().ifPresent(reason -> LOG.info("service session: {}", reason));
    return new Session(sessions().session(identity));
  }

  /**
   * Returns a session that has no identity of its own: each call, statement and transaction asks
   * for it once, on the thread that runs it. For frameworks that know the caller of a request: the
   * session, its repositories and its {@code dsl()} can be kept for the life of the process and
   * never keep an identity. Service identities are not logged.
   *
   * @param identity returns the identity of the caller, or throws if there is none, upon which
   *     nothing is sent
   */
  public Session session(Supplier<Identity> identity) {
    Objects.requireNonNull(identity, "identity");
    return new Session(
        sessions().session(() -> Objects.requireNonNull(identity.get(), "no identity was given")));
  }

  /** Returns a session of a signed-in user. */
  public Session asUser(AuthUserId authUserId) {
    return session(Identity.user(authUserId));
  }

  /** Returns a session without a user, which sees public rows only. */
  public Session asAnonymous() {
    return session(Identity.anonymous());
  }

  /**
   * Returns a session of the service itself, which is exempt from row level security.
   *
   * @param reason the reason in a few words; logged at level INFO and readable in the database
   */
  public Session asService(String reason) {
    return session(Identity.service(reason));
  }

  /**
   * Examines the database and the login: missing parts of the schema, roles that may do too much,
   * and what the login could do by itself. Takes four round trips on one connection, and some
   * twenty more on two behind a pooler.
   *
   * @throws ai.flashfusion.error.ConnectionException if the database does not answer
   */
  public Diagnosis doctor() {
    return Doctor.diagnose(sessions().examine());
  }

  /**
   * Returns how many reads and transactions were repeated since this was created. Each is logged at
   * level INFO, with its reason.
   */
  public long retries() {
    SessionFactory known = connected;
    return known == null ? 0 : known.retries();
  }

  /**
   * Closes like {@link #close(Duration)}, and gives calls and transactions under way five seconds:
   * enough for what users wait for, and less than most platforms grant a process that must end.
   */
  @Override
  public void close() {
    close(PATIENCE);
  }

  /**
   * Lends no more connections, ends following, and waits for calls and transactions that are under
   * way. Those that are not over in time are canceled on the server, and fail with a {@link
   * ClosedException}, or with an {@link ai.flashfusion.error.OutcomeUnknownException} if they may
   * be stored. Then closes the connection pools, unless they came from a {@code DataSource} of the
   * caller. Nothing happens if it is closed already.
   *
   * @param patience the time to wait; zero cancels at once
   */
  public synchronized void close(Duration patience) {
    closed = true;
    if (connected != null) {
      connected.close(patience);
    }
  }
}
