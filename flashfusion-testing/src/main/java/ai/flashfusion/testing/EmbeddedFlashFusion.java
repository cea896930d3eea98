package ai.flashfusion.testing;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import javax.sql.DataSource;

/**
 * A database on an {@linkplain EmbeddedPostgres embedded Postgres}, and a {@link FlashFusion}
 * connected to it.
 */
public final class EmbeddedFlashFusion implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final FlashFusion flashfusion;

  private EmbeddedFlashFusion(EmbeddedPostgres postgres) {
    this.postgres = postgres;
    this.flashfusion = builder().connect();
  }

  /** Starts the server if it is not running, creates a migrated database, and connects to it. */
  public static EmbeddedFlashFusion start() {
    return new EmbeddedFlashFusion(EmbeddedPostgres.start());
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

  /**
   * Closes the connections and drops the database. The server keeps running until the process ends.
   */
  @Override
  public void close() {
    flashfusion.close();
    postgres.close();
  }
}
