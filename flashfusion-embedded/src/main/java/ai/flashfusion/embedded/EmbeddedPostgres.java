package ai.flashfusion.embedded;

import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database with the FlashFusion schema on a real Postgres. The server is embedded, needs no
 * Docker, and is shared by all databases of the process; the first start unpacks it.
 *
 * <p>Other servers are possible: {@code -Dflashfusion.docker=true} for a container, {@code
 * -Dflashfusion.postgres=jdbc:postgresql://host/postgres?user=…&password=…} for any Postgres on
 * which that user is superuser.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final PostgresServer server;
  private final String database;

  private EmbeddedPostgres(PostgresServer server, String database) {
    this.server = server;
    this.database = database;
  }

  /** Starts the server if it is not running, and creates a migrated database. */
  public static EmbeddedPostgres start() {
    PostgresServer server = PostgresServer.get();
    return new EmbeddedPostgres(server, server.createDatabase());
  }

  /**
   * Creates a database on the same server without any schema; it is dropped when the server stops.
   */
  public static DataSource emptyDatabase() {
    PostgresServer server = PostgresServer.get();
    return server.owner(server.createEmptyDatabase());
  }

  /**
   * Stops the server, with all databases on it. This is only needed if the process goes on after
   * the main program, as in a build tool. The next {@link #start} starts a new server.
   */
  public static void stopServer() {
    PostgresServer.stop();
  }

  /** Returns the database's JDBC URL. */
  public String url() {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  /** Returns the host that the server listens on. */
  public String host() {
    return server.owner(database).getServerNames()[0];
  }

  /** Returns the port that the server listens on. */
  public int port() {
    int port = server.owner(database).getPortNumbers()[0];
    return port == 0 ? 5432 : port;
  }

  /** Returns the name of the database. */
  public String database() {
    return database;
  }

  /**
   * Returns a login like that of the Supabase API, for code outside the library: it can become all
   * three roles, and its identities need no seal.
   */
  public String login() {
    return server.login();
  }

  /** Returns the password of {@link #login}. */
  public String password() {
    return server.loginPassword();
  }

  /**
   * Returns the logins with which the library connects, and the key that seals their identities.
   */
  public Logins logins() {
    return server.logins();
  }

  /**
   * Returns a source of bare connections for the superuser who owns the tables, to prepare and to
   * check data.
   */
  public DataSource owner() {
    return server.owner(database);
  }

  /** Signs up a user with a confirmed e-mail address, like Supabase's auth service. */
  public AuthUserId signUp(String email) {
    try (Connection connection = owner().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into auth.users (email, email_confirmed_at) values (?, now()) returning id")) {
      insert.setString(1, email);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return AuthUserId.of(row.getObject(1, UUID.class));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "signing up " + email + " in database " + database + " failed: " + e.getMessage(), e);
    }
  }

  /** Drops the database. The server keeps running until the process ends. */
  @Override
  public void close() {
    server.dropDatabase(database);
  }
}
