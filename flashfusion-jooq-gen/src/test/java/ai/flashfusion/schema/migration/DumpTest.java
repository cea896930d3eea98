package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Hazard;
import ai.flashfusion.schema.catalog.Surroundings;
import ai.flashfusion.schema.fixture.InstalledPostgres;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.SupabaseServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests on a Postgres that was installed from a distribution, with its pg_dump. */
class DumpTest {

  @Test
  void adoptedAndFreshAreTheSameOnPlainPostgres() throws IOException, SQLException {
    try (InstalledPostgres server = InstalledPostgres.start()) {
      assertAdoptedIsFresh(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void adoptedAndFreshAreTheSameOnSupabase(SupabaseServer kind) throws IOException, SQLException {
    try (InstalledPostgres server = InstalledPostgres.startAsSupabase(kind)) {
      assertAdoptedIsFresh(server);
    }
  }

  @Test
  void standbyIsAHazard() throws IOException, SQLException {
    try (InstalledPostgres server = InstalledPostgres.start()) {
      Migrations.migrate(server.create("standby"));
      server.becomeStandby();
      try (Connection connection = server.login("authenticator", "standby").getConnection()) {
        assertThat(Surroundings.read(connection).hazards())
            .containsExactly(
                new Hazard(
                    "database standby",
                    "is a standby: nothing can be written",
                    Hazard.APPLICATION,
                    "connect to the primary"));
      }
    }
  }

  private static void assertAdoptedIsFresh(InstalledPostgres server)
      throws IOException, SQLException {
    DataSource adopted = server.create("adopted");
    SchemaDatabase.useToday(adopted);
    assertThat(dump(server, "adopted")).contains("\"Users can view own projects\"");
    Migrations.adopt(adopted);
    Migrations.migrate(server.create("fresh"));

    assertThat(dump(server, "adopted"))
        .isEqualTo(dump(server, "fresh"))
        .contains("CREATE POLICY projects_select ON public.projects");
    assertIsHealthy(server, "adopted");
    assertIsHealthy(server, "fresh");
  }

  /** The doctor's own reading; the build wrote what is expected on another version of Postgres. */
  private static void assertIsHealthy(InstalledPostgres server, String database)
      throws SQLException {
    try (Connection connection = server.login("authenticator", database).getConnection()) {
      assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
      assertThat(Surroundings.read(connection).hazards())
          .extracting(Hazard::subject, Hazard::problem)
          .isEmpty();
    }
  }

  private static String dump(InstalledPostgres server, String database) throws IOException {
    return server
        .dump(database, "--exclude-table=flashfusion.schema_history")
        .lines()
        // A random token, at the beginning and the end, since the releases of August 2025.
        .filter(line -> !line.matches("\\\\(un)?restrict .*"))
        .collect(Collectors.joining("\n"));
  }
}
