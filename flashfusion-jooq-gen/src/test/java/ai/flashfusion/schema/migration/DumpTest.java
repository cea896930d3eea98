package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.fixture.InstalledPostgres;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** On each Postgres that the machine has, as the embedded one brings no pg_dump. */
class DumpTest {

  @Test
  void adoptedAndFreshDumpTheSame() throws IOException, SQLException {
    List<Path> versions = InstalledPostgres.versions();
    assumeTrue(!versions.isEmpty(), "no Postgres with pg_dump is installed on this machine");
    for (Path version : versions) {
      try (InstalledPostgres server = InstalledPostgres.start(version)) {
        DataSource adopted = server.create("adopted");
        Migrations.bootstrap(adopted);
        SchemaDatabase.useToday(adopted);
        assertThat(dump(server, "adopted")).contains("\"Users can view own projects\"");
        Migrations.adopt(adopted);
        DataSource fresh = server.create("fresh");
        Migrations.bootstrap(fresh);
        Migrations.migrate(fresh);

        assertThat(dump(server, "adopted"))
            .isEqualTo(dump(server, "fresh"))
            .contains("CREATE POLICY projects_select ON public.projects");
        for (DataSource database : List.of(adopted, fresh)) {
          try (Connection connection = database.getConnection()) {
            // The build wrote it on another version of Postgres.
            assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
          }
        }
      }
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
