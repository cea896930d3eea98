package ai.flashfusion.embedded;

import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.schema.migration.Migrations;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The server on which this process tests, started once and stopped when the process ends. System
 * properties select it: {@code flashfusion.postgres} is the JDBC URL of any server, with user and
 * password of a superuser; {@code flashfusion.docker=true} starts a container; without either it is
 * an embedded Postgres. Databases are copies of a migrated template.
 */
final class PostgresServer {

  private static final String TEMPLATE = name();

  /** The login in place of {@code authenticator} on servers that require a password. */
  private static final String LOGIN = "flashfusion_test";

  private static @Nullable PostgresServer running;

  private final String url;
  private final @Nullable String user;
  private final @Nullable String password;
  private final boolean trusts;
  private final Closeable process;
  private final Logins logins;

  private PostgresServer(
      String url,
      @Nullable String user,
      @Nullable String password,
      boolean trusts,
      Closeable process) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.trusts = trusts;
    this.process = process;
    Logins random = Logins.random();
    // Other processes may use the same server, so all must know the names and passwords.
    this.logins =
        trusts
            ? random
            : new Logins(LOGIN + "_user", LOGIN, LOGIN + "_service", LOGIN, random.sealKey());
  }

  static synchronized PostgresServer get() {
    if (running == null) {
      PostgresServer server = start();
      server.createTemplate();
      running = server;
    }
    return running;
  }

  static synchronized void stop() {
    if (running != null) {
      try {
        if (!running.trusts) {
          running.dropDatabase(TEMPLATE);
        }
        running.process.close();
        running = null;
      } catch (IOException e) {
        throw new UncheckedIOException("the server did not stop: " + e.getMessage(), e);
      }
    }
  }

  /** Creates a database with the schema; takes milliseconds, as it is a copy. */
  String createDatabase() {
    String database = name();
    execute(
        "postgres",
        "create database " + database + " template " + TEMPLATE,
        // A copy does not have the privileges on the database.
        "revoke temporary on database " + database + " from public");
    return database;
  }

  /** Creates an empty database. */
  String createEmptyDatabase() {
    String database = name();
    execute("postgres", "create database " + database);
    return database;
  }

  void dropDatabase(String database) {
    execute("postgres", "drop database if exists " + database + " with (force)");
  }

  /** Returns a source of connections for the superuser, which opens a new one each time. */
  PGSimpleDataSource owner(String database) {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setUrl(url);
    owner.setDatabaseName(database);
    if (user != null) {
      owner.setUser(user);
      owner.setPassword(password);
    }
    return owner;
  }

  /** Returns the library's own logins, which are used for every database. */
  Logins logins() {
    return logins;
  }

  String login() {
    return trusts ? "authenticator" : LOGIN;
  }

  String loginPassword() {
    return trusts ? "" : LOGIN;
  }

  private void createTemplate() {
    execute("postgres", "create database " + TEMPLATE);
    Migrations.bootstrap(owner(TEMPLATE));
    Migrations.migrate(owner(TEMPLATE));
    logins.create(owner(TEMPLATE));
    if (!trusts) {
      execute(
          "postgres",
          """
          do $$ begin
            if to_regrole('LOGIN') is null then create role LOGIN; end if;
          end $$;
          alter role LOGIN login noinherit password 'LOGIN';
          grant anon, authenticated, service_role to LOGIN;
          """
              .replace("LOGIN", LOGIN));
      Runtime.getRuntime().addShutdownHook(new Thread(PostgresServer::stop));
    }
  }

  private static PostgresServer start() {
    String url = System.getProperty("flashfusion.postgres", "");
    if (!url.isEmpty()) {
      return new PostgresServer(url, null, null, false, () -> {});
    }
    if (Boolean.getBoolean("flashfusion.docker")) {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        throw new IllegalStateException(
            "flashfusion.docker=true asks for a container, but no Docker engine answers: start one,"
                + " or leave the property out to run on the embedded Postgres");
      }
      PostgreSQLContainer container = new PostgreSQLContainer("postgres:17-alpine");
      container.start();
      return new PostgresServer(
          container.getJdbcUrl(),
          container.getUsername(),
          container.getPassword(),
          false,
          container::stop);
    }
    try {
      var postgres =
          io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
              .setLocaleConfig("locale", "C")
              .start();
      return new PostgresServer(
          postgres.getJdbcUrl("postgres", "postgres"), "postgres", "", true, postgres);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded Postgres did not start: " + e.getMessage(), e);
    }
  }

  private void execute(String database, String... statements) {
    try (Connection connection = owner(database).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the test server refused: " + e.getMessage(), e);
    }
  }

  private static String name() {
    return "flashfusion_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }
}
