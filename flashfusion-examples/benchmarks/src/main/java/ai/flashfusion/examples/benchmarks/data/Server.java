package ai.flashfusion.examples.benchmarks.data;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The embedded Postgres, configured like a server of this size, as the defaults are meant for a
 * small one. No contestant waits for the disk.
 */
public final class Server implements AutoCloseable {

  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("shared_buffers", "2GB");
    SETTINGS.put("work_mem", "64MB");
    SETTINGS.put("maintenance_work_mem", "1GB");
    SETTINGS.put("random_page_cost", "1.1"); // nothing turns, and Supabase sets it so
    SETTINGS.put("max_wal_size", "16GB");
    SETTINGS.put("checkpoint_timeout", "1h");
    SETTINGS.put("wal_level", "minimal");
    SETTINGS.put("max_wal_senders", "0");
    SETTINGS.put("fsync", "off");
    SETTINGS.put("synchronous_commit", "off");
    SETTINGS.put("full_page_writes", "off");
    // The benchmark vacuums and analyzes between its steps, so that nothing does so within one.
    SETTINGS.put("autovacuum", "off");
  }

  private final EmbeddedPostgres postgres;

  private Server(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Starts the server; databases of {@code EmbeddedFlashFusion} are on it from now on. */
  public static Server start() throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setLocaleConfig("locale", "C");
    SETTINGS.forEach(builder::setServerConfig);
    Server server = new Server(builder.start());
    System.setProperty("flashfusion.postgres", server.postgres.getJdbcUrl("postgres", "postgres"));
    return server;
  }

  /** Returns the version, and the settings that differ from the defaults. */
  public String version(Owner owner) {
    return owner.column("show server_version").get(0)
        + ", embedded: "
        + SETTINGS.entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(", "));
  }

  @Override
  public void close() throws IOException {
    ai.flashfusion.embedded.EmbeddedPostgres.stopServer(); // whose databases are on it
    postgres.close();
  }
}
