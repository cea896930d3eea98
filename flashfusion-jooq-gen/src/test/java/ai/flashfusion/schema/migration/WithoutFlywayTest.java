package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The migrations in an application that lacks Flyway, or its part for Postgres. */
class WithoutFlywayTest {

  private final DataSource owner = SchemaDatabase.bootstrapped().owner();

  @ParameterizedTest
  @ValueSource(strings = {"flyway-", "flyway-database-postgresql"})
  void migratingSaysWhichDependencyToAdd(String missing) {
    for (String command : List.of("migrate", "adopt")) {
      assertThatThrownBy(() -> call(command, missing))
          .cause()
          .hasMessageContaining("needs Flyway")
          .hasMessageContaining("add the dependency org.flywaydb:flyway-database-postgresql");
    }
  }

  @Test
  void bootstrapNeedsNoFlyway() throws Exception {
    assertThat(call("bootstrap", "flyway-")).isEqualTo(false);
  }

  /**
   * Calls the method of a copy of the class that finds no jars with the given part in their names.
   */
  private Object call(String command, String missing) throws Exception {
    List<URL> found = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!path.getFileName().toString().startsWith(missing)) {
        found.add(path.toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(found.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      return loader
          .loadClass(Migrations.class.getName())
          .getMethod(command, DataSource.class)
          .invoke(null, owner);
    }
  }
}
