package ai.flashfusion.schema.migration;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The migrations of the FlashFusion schema. The library never migrates by itself; call these
 * methods in a deployment step, as the role that is to own the tables.
 *
 * <p>The history is kept in {@code flashfusion.schema_history}, outside {@code public}, which the
 * Supabase API exposes. All methods are safe to call from several processes at once. Migrating and
 * adopting need Flyway, {@code org.flywaydb:flyway-database-postgresql}, which this module does not
 * bring: services that only query do without.
 */
public final class Migrations {

  /** The schema that holds the migration history and the helper functions of the policies. */
  public static final String SCHEMA = "flashfusion";

  private static final String BOOTSTRAP = "/ai/flashfusion/schema/bootstrap/supabase.sql";
  private static final long BOOTSTRAP_LOCK = 0x466C617368467573L;
  private static final long MIGRATION_LOCK = BOOTSTRAP_LOCK + 1;

  private Migrations() {}

  /**
   * Creates the parts of Supabase that plain Postgres lacks: the roles {@code anon}, {@code
   * authenticated}, {@code service_role} and {@code authenticator}, and the schema {@code auth}. A
   * database that has a schema {@code auth} is not changed, so a Supabase database never is.
   *
   * @param owner a data source that connects as a superuser; {@code authenticator} gets no
   *     password, so set one yourself
   * @return whether anything was created
   * @throws MigrationException if the database refuses; then nothing is created
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
   * @param owner a data source that connects as the role that owns, or is to own, the tables
   * @return the number of versions applied, 0 if the database was up to date
   * @throws MigrationException if a version fails, or if Flyway is missing; the database is
   *     unchanged
   */
  public static int migrate(DataSource owner) {
    return inTransaction(owner, "migrating", FlywayRun::migrate);
  }

  /**
   * Takes over a database that has the sixteen tables, with their rows, from the script that was in
   * use before this library. Its policies, triggers and functions are replaced by those of the
   * later versions; rows are not changed. Afterwards the schema equals that of a database that was
   * migrated from the beginning. If the database was already adopted or migrated, this does the
   * same as {@link #migrate}.
   *
   * <p>Everything happens in one transaction, which locks the tables until it ends. An old function
   * that something else uses, such as a trigger on a table of your own, is kept.
   *
   * @param owner a data source that connects as the role that owns the tables; that role needs the
   *     privilege {@code TRIGGER} on {@code auth.users}, which {@code postgres} has on Supabase
   * @return the number of versions applied
   * @throws MigrationException if the tables differ from those of the script, with every
   *     difference; or if a version fails. The database is unchanged
   */
  public static int adopt(DataSource owner) {
    return inTransaction(
        owner,
        "adopting",
        connection -> {
          if (hasHistory(connection)) {
            return FlywayRun.migrate(connection);
          }
          List<Difference> drift = drift(Catalog.read(connection));
          if (!drift.isEmpty()) {
            throw refused(drift);
          }
          Adoption.removeReplaced(connection);
          removeEmptyHistory(connection);
          FlywayRun.baseline(connection);
          int applied = FlywayRun.migrate(connection);
          Adoption.removeFunctions(connection);
          return applied;
        });
  }

  /**
   * Returns the differences that prevent {@link #adopt}, between the tables found and those in use
   * today.
   */
  public static List<Difference> drift(Catalog found) {
    return Adoption.drift(found);
  }

  /** Returns whether the history says which versions were applied. */
  private static boolean hasHistory(Connection connection) throws SQLException {
    String history = SCHEMA + ".schema_history";
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("select to_regclass('" + history + "') is not null")) {
        row.next();
        if (!row.getBoolean(1)) {
          return false;
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "select exists (select from " + history + " where version is not null)")) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Removes the empty history that a failed migration of an earlier release left behind, as Flyway
   * would not accept it.
   */
  private static void removeEmptyHistory(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists " + SCHEMA + ".schema_history");
    }
  }

  private static MigrationException refused(List<Difference> drift) {
    return new MigrationException(
        drift.stream()
            .map(difference -> "\n  " + difference + "\n    fix: " + difference.fix())
            .collect(
                Collectors.joining(
                    "",
                    "adopting was refused, nothing was changed: the tables differ from those that"
                        + " are in use today. Fix each difference, then adopt again (a database"
                        + " without the tables is migrated instead):",
                    "")),
        null,
        drift);
  }

  /** The work within the one transaction. */
  private interface Work {
    int run(Connection connection) throws SQLException;
  }

  private static int inTransaction(DataSource owner, String doing, Work work) {
    FlywayLibrary.require(doing);
    try (Connection connection = owner.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("select pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
        int result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        undo(connection, e);
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
        }
      }
    } catch (MigrationException e) {
      throw e;
    } catch (SQLException | RuntimeException e) {
      throw new MigrationException(doing + " failed, no version was applied: " + e.getMessage(), e);
    }
  }

  private static void undo(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // A lost connection has already rolled back.
      failure.addSuppressed(e);
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
