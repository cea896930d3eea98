package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.doctor.Doctor;
import ai.flashfusion.internal.session.SessionFactory;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
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

  private final SessionFactory sessions;

  FlashFusion(SessionFactory sessions) {
    this.sessions = sessions;
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

  /** Returns a session of the identity; no round trip. */
  public Session session(Identity identity) {
    identity.reason().ifPresent(reason -> LOG.info("service session: {}", reason));
    return new Session(sessions.session(identity));
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
   * and what the login could do by itself. Takes about twenty round trips on two connections.
   *
   * @throws ai.flashfusion.error.ConnectionException if the database does not answer
   */
  public Diagnosis doctor() {
    return Doctor.diagnose(sessions.examine());
  }

  /**
   * Returns how many reads and transactions were repeated since this was created. Each is logged at
   * level INFO, with its reason.
   */
  public long retries() {
    return sessions.retries();
  }

  /** Closes the connection pool, unless it came from a {@code DataSource} of the caller. */
  @Override
  public void close() {
    sessions.close();
  }
}
