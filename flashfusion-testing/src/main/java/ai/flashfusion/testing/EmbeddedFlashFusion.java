package ai.flashfusion.testing;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.impl.DSL;

/**
 * A database on an {@linkplain EmbeddedPostgres embedded Postgres}, and a {@link FlashFusion}
 * connected to it.
 */
public final class EmbeddedFlashFusion implements AutoCloseable {

  /** Those that are open, by the names of their databases. */
  private static final Map<String, EmbeddedFlashFusion> OPEN = new ConcurrentHashMap<>();

  private final EmbeddedPostgres postgres;
  private final FlashFusion flashfusion;

  private EmbeddedFlashFusion(EmbeddedPostgres postgres) {
    this.postgres = postgres;
    this.flashfusion = builder().connect();
  }

  /** Starts the server if it is not running, creates a migrated database, and connects to it. */
  public static EmbeddedFlashFusion start() {
    EmbeddedFlashFusion embedded = new EmbeddedFlashFusion(EmbeddedPostgres.start());
    OPEN.put(embedded.database(), embedded);
    return embedded;
  }

  /** Returns the one to whose database the session leads, also over a connection of its own. */
  static EmbeddedFlashFusion of(Session session) {
    String database =
        session.dsl().select(DSL.field("current_database()", String.class)).fetchSingle().value1();
    EmbeddedFlashFusion embedded = OPEN.get(database);
    if (embedded == null) {
      throw new IllegalArgumentException(
          "The database "
              + database
              + " is not one of an open EmbeddedFlashFusion of this process: name a session of the"
              + " service on it, as in assertThatSession(session,"
              + " flashfusion.asService(\"test\"))");
    }
    return embedded;
  }

  /**
   * Returns the connection to the database, with logins that can do nothing by themselves and
   * sealed identities. It is closed together with this database.
   */
  public FlashFusion flashfusion() {
    return flashfusion;
  }

  /**
   * Returns a builder for another connection to the same database, with the same logins and key.
   */
  public FlashFusionBuilder builder() {
    Logins logins = logins();
    return FlashFusion.builder()
        .url(url())
        .user(logins.user())
        .password(logins.userPassword())
        .serviceLogin(logins.service(), logins.servicePassword())
        .sealKey(logins.sealKey());
  }

  /** Returns the database without the library. */
  public EmbeddedPostgres postgres() {
    return postgres;
  }

  /** Returns the logins of {@link #flashfusion} and the key that seals their identities. */
  public Logins logins() {
    return postgres.logins();
  }

  /** Returns the database's JDBC URL. */
  public String url() {
    return postgres.url();
  }

  /** Returns the host that the server listens on. */
  public String host() {
    return postgres.host();
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return postgres.port();
  }

  /** Returns the name of the database. */
  public String database() {
    return postgres.database();
  }

  /**
   * Returns a source of bare connections for the superuser who owns the tables, to prepare and to
   * check data.
   */
  public DataSource owner() {
    return postgres.owner();
  }

  /** Signs up a user with a confirmed e-mail address, like Supabase's auth service. */
  public AuthUserId signUp(String email) {
    return postgres.signUp(email);
  }

  /** Returns the session of the user with this e-mail address, who is signed up if necessary. */
  public Session user(String email) {
    try (Connection connection = owner().getConnection();
        PreparedStatement select =
            connection.prepareStatement("select id from auth.users where email = ?")) {
      select.setString(1, email);
      try (ResultSet row = select.executeQuery()) {
        return flashfusion.asUser(
            row.next() ? AuthUserId.of(row.getObject(1, UUID.class)) : signUp(email));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "looking for " + email + " in database " + database() + " failed: " + e.getMessage(), e);
    }
  }

  /**
   * Closes the connections and drops the database. The server keeps running until the process ends.
   */
  @Override
  public void close() {
    OPEN.remove(database());
    flashfusion.close();
    postgres.close();
  }
}
