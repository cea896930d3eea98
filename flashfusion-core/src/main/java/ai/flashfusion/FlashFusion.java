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
 * FlashFusion's data, for one process: make one, keep it, close it at the end. Thread-safe.
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

  /** Settings first, then {@link FlashFusionBuilder#connect}. */
  public static FlashFusionBuilder builder() {
    return new FlashFusionBuilder();
  }

  /** A session of the identity; no round trip. */
  public Session session(Identity identity) {
    identity.reason().ifPresent(reason -> LOG.info("service session: {}", reason));
    return new Session(sessions.session(identity));
  }

  /** A session of a signed-in user. */
  public Session asUser(AuthUserId authUserId) {
    return session(Identity.user(authUserId));
  }

  /** A session of nobody in particular, who sees public rows only. */
  public Session asAnonymous() {
    return session(Identity.anonymous());
  }

  /**
   * A session of the service itself, which row level security does not bind.
   *
   * @param reason why, in a few words; logged at level INFO and readable in the database
   */
  public Session asService(String reason) {
    return session(Identity.service(reason));
  }

  /**
   * What is wrong with the database and the login: what is missing of the schema, who may do too
   * much, what the login could do by itself. About twenty round trips, on two connections.
   *
   * @throws ai.flashfusion.error.ConnectionException if the database does not answer
   */
  public Diagnosis doctor() {
    return Doctor.diagnose(sessions.examine());
  }

  /** Closes the connection pool, unless it came from a {@code DataSource} of the caller. */
  @Override
  public void close() {
    sessions.close();
  }
}
