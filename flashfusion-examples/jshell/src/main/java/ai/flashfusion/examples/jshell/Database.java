package ai.flashfusion.examples.jshell;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of the shell: that of the settings, or an embedded one with sample data. It is
 * connected to at the first use. Thread-safe.
 */
final class Database implements AutoCloseable {

  private final Settings settings;
  private @Nullable EmbeddedFlashFusion embedded;
  private @Nullable FlashFusion connected;

  Database(Settings settings) {
    this.settings = settings;
  }

  /** Returns whether the database is the embedded one. */
  boolean isSample() {
    return settings.builder().isEmpty();
  }

  /** Returns the name of the database. */
  String name() {
    return settings.database();
  }

  /**
   * Returns the library, connected.
   *
   * @throws InputException if it cannot connect
   */
  synchronized FlashFusion flashfusion() {
    Optional<FlashFusionBuilder> own = settings.builder();
    if (own.isEmpty()) {
      return embedded().flashfusion();
    }
    if (connected == null) {
      try {
        connected = own.get().connect();
      } catch (FlashFusionException e) {
        throw new InputException(e.getMessage());
      }
    }
    return connected;
  }

  /** Returns a builder for the database, which need not accept the login. */
  FlashFusionBuilder builder() {
    return settings.builder().orElseGet(() -> embedded().builder());
  }

  private synchronized EmbeddedFlashFusion embedded() {
    if (embedded == null) {
      embedded = EmbeddedFlashFusion.start();
      SampleData.write(embedded);
    }
    return embedded;
  }

  @Override
  public synchronized void close() {
    if (connected != null) {
      connected.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
