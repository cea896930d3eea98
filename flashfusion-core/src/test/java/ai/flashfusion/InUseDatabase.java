package ai.flashfusion;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The database in use today: its tables and policies, and no object of the library. */
public final class InUseDatabase {

  private final TestDatabase server;
  private final DataSource owner;

  private InUseDatabase(TestDatabase server, DataSource owner) {
    this.server = server;
    this.owner = owner;
  }

  /** Creates a database on the server of another one. */
  public static InUseDatabase beside(TestDatabase server) {
    InUseDatabase database = new InUseDatabase(server, TestDatabase.emptyDatabase());
    Migrations.bootstrap(database.owner);
    database.run(resource("migration/V1__tables.sql"));
    database.run(resource("in-use.sql"));
    return database;
  }

  /** Connects as the superuser who owns the tables. */
  public DataSource owner() {
    return owner;
  }

  /** Returns the name of the database. */
  public String name() {
    return Objects.requireNonNull(((PGSimpleDataSource) owner).getDatabaseName());
  }

  /** Returns a builder for the login that can do nothing by itself. */
  public FlashFusionBuilder builder() {
    return server
        .builder()
        .url("jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name());
  }

  /** Runs a script as the owner. */
  public void run(String script) {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in: " + script, e);
    }
  }

  /** Signs up a user like the auth service. */
  public AuthUserId signUp(String email) {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "insert into auth.users (email) values ('" + email + "') returning id")) {
      row.next();
      return AuthUserId.of(row.getObject(1, UUID.class));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String path) {
    try (InputStream in =
        Objects.requireNonNull(
            InUseDatabase.class.getResourceAsStream("/ai/flashfusion/schema/" + path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
