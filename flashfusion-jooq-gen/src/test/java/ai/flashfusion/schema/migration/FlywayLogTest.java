package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The log of a run of the migrations, here that of the JDK. */
class FlywayLogTest {

  private final DataSource owner = SchemaDatabase.bootstrapped().owner();

  @Test
  void progressIsAtLevelDebug() throws Exception {
    List<LogRecord> records = new ArrayList<>();
    Logger root = Logger.getLogger("org.flywaydb");
    Handler handler = new Recorder(records);
    root.addHandler(handler);
    root.setUseParentHandlers(false);
    root.setLevel(Level.FINE);
    try {
      migrateWithTheLogOfTheJdk();
    } finally {
      root.removeHandler(handler);
      root.setUseParentHandlers(true);
      root.setLevel(null);
    }
    assertThat(records)
        .extracting(LogRecord::getMessage)
        .anyMatch(message -> message.contains("Successfully applied"))
        .hasSizeGreaterThan(5);
    assertThat(records)
        .filteredOn(record -> !record.getLevel().equals(Level.WARNING))
        .extracting(LogRecord::getLevel)
        .containsOnly(Level.FINE);
  }

  /** Calls a copy of the class, whose loader finds no SLF4J. */
  private void migrateWithTheLogOfTheJdk() throws Exception {
    List<URL> found = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("slf4j")) {
        found.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(found.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThat(
              loader
                  .loadClass(Migrations.class.getName())
                  .getMethod("migrate", DataSource.class)
                  .invoke(null, owner))
          .isInstanceOf(Integer.class)
          .isNotEqualTo(0);
    }
  }

  /** Keeps the records. */
  private static final class Recorder extends Handler {

    private final List<LogRecord> records;

    Recorder(List<LogRecord> records) {
      this.records = records;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
