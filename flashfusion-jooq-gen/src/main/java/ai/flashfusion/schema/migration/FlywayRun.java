package ai.flashfusion.schema.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jooq.tools.jdbc.SingleConnectionDataSource;

/** The commands of Flyway, within a transaction that somebody else ends. */
final class FlywayRun {

  private static final String FOLDER = "ai/flashfusion/schema/migration";

  private FlywayRun() {}

  /** Applies the versions that the database lacks, and returns their number. */
  static int migrate(Connection connection) throws SQLException {
    return run(connection, Flyway::migrate).migrationsExecuted;
  }

  /** Notes that the tables of version 1 are there. */
  static void baseline(Connection connection) throws SQLException {
    run(connection, Flyway::baseline);
  }

  private static <T> T run(Connection connection, Function<Flyway, T> command) throws SQLException {
    EnclosedConnection enclosed = new EnclosedConnection(connection);
    FluentConfiguration configuration =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(new SingleConnectionDataSource(enclosed))
            .locations("classpath:" + FOLDER)
            .failOnMissingLocations(true)
            .validateMigrationNaming(true)
            .defaultSchema(Migrations.SCHEMA)
            .table("schema_history")
            .baselineVersion("1")
            .group(true)
            .cleanDisabled(true);
    FlywayLog.use(configuration);
    T result = command.apply(configuration.load());
    if (enclosed.rolledBack()) {
      throw new SQLException("the transaction was rolled back in between");
    }
    return result;
  }
}
