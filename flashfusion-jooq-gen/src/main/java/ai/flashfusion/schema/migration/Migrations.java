package ai.flashfusion.schema.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The migrations of the FlashFusion schema. The library never migrates by itself: call this from a
 * deployment step, as the role that is to own the tables.
 *
 * <p>The history is kept in {@code flashfusion.schema_history}, outside {@code public}, which the
 * Supabase API exposes. All methods are safe to call from several processes at once.
 */
public final class Migrations {

  /** The schema that holds the migration history and the helper functions of the policies. */
  public static final String SCHEMA = "flashfusion";

  private static final String FOLDER = "ai/flashfusion/schema/migration";
  private static final String BOOTSTRAP = "/ai/flashfusion/schema/bootstrap/supabase.sql";
  private static final long BOOTSTRAP_LOCK = 0x466C617368467573L;

  private Migrations() {}

  /**
   * Creates what Supabase provides and plain Postgres lacks: the roles {@code anon}, {@code
   * authenticated}, {@code service_role} and {@code authenticator}, and the schema {@code auth}. A
   * database that has a schema {@code auth} is left untouched, so a Supabase database never
   * changes.
   *
   * @param owner connects as a superuser; {@code authenticator} gets no password, set one yourself
   * @return whether anything was created
   * @throws MigrationException if the database refuses; nothing is created then
   */
  public static boolean bootstrap(DataSource owner) {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("select pg_advisory_xact_lock(" + BOOTSTRAP_LOCK + ")");
        boolean missing;
        try (ResultSet found = statement.executeQuery("select to_regnamespace('auth') is null")) {
          found.next();
          missing = found.getBoolean(1);
        }
        if (missing) {
          statement.execute(script());
        }
        connection.commit();
        return missing;
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new MigrationException(
          "the bootstrap failed and was rolled back: " + e.getMessage(), e);
    }
  }

  /**
   * Applies the versions that the database lacks, in one transaction.
   *
   * @param owner connects as the role that owns, or is to own, the tables
   * @return the number of versions applied, 0 when the database was up to date
   * @throws MigrationException if a version fails; none is applied then, and all that is left of
   *     the attempt is the history, empty, where there was none
   */
  public static int migrate(DataSource owner) {
    try {
      return Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(owner)
          .locations("classpath:" + FOLDER)
          .failOnMissingLocations(true)
          .validateMigrationNaming(true)
          .defaultSchema(SCHEMA)
          .table("schema_history")
          .group(true)
          .cleanDisabled(true)
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (RuntimeException e) {
      throw new MigrationException(
          "migrating failed, no version was applied: " + e.getMessage(), e);
    }
  }

  private static String script() {
    try (InputStream in = Migrations.class.getResourceAsStream(BOOTSTRAP)) {
      if (in == null) {
        throw new MigrationException(
            "the bootstrap script is missing from the jar: " + BOOTSTRAP, null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
