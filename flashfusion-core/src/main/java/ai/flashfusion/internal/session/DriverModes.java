package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * The settings of the driver and of its connection to the server that affect whether text is sent
 * as it was checked. They are checked repeatedly, as the application's pool, its functions or the
 * server may change them; this takes no round trip.
 */
public final class DriverModes {

  private DriverModes() {}

  /**
   * A setting that is not safe.
   *
   * @param problem the name of the setting and its effect
   * @param cure what to do
   */
  public record Unsafe(String problem, String cure) {}

  /**
   * Checks the settings.
   *
   * @throws ConfigurationException if a setting is not safe; the message names it and says what to
   *     do
   */
  static void check(PgConnection driver) {
    Unsafe unsafe = unsafe(driver);
    if (unsafe != null) {
      throw new ConfigurationException(unsafe.problem() + ": " + unsafe.cure(), null);
    }
  }

  /** Returns the first setting that is not safe, or null if all are. */
  static @Nullable Unsafe unsafe(PgConnection driver) {
    PreferQueryMode mode = driver.getPreferQueryMode();
    if (mode != PreferQueryMode.EXTENDED) {
      return new Unsafe(
          "preferQueryMode="
              + mode.value()
              + " makes the server split a text into other statements than were checked, or puts"
              + " values into the text",
          "remove it from the URL or the data source");
    }
    AutoSave autosave = driver.getAutosave();
    if (autosave != AutoSave.NEVER) {
      return new Unsafe(
          "autosave=" + autosave.value() + " hides failures inside a transaction",
          "remove it, and use nested transactions");
    }
    if (driver.getQueryExecutor().isReWriteBatchedInsertsEnabled()) {
      return new Unsafe(
          "reWriteBatchedInserts changes inserts after they were checked, and does not report"
              + " how many rows they wrote",
          "remove it, and use the bulk methods of the repositories");
    }
    if (!driver.getStandardConformingStrings()) {
      return new Unsafe(
          "standard_conforming_strings=off makes the server read strings differently than they"
              + " were checked",
          "find who sets it (the URL's options, a function, alter role, alter database) and leave it"
              + " on");
    }
    String encoding = driver.getParameterStatus("client_encoding");
    if (!"UTF8".equals(encoding)) {
      return new Unsafe(
          "client_encoding=" + encoding + " can change characters on the way to the server",
          "leave it at UTF8, and remove allowEncodingChanges");
    }
    if (Boolean.getBoolean("org.postgresql.forceBinary")) {
      return new Unsafe(
          "the system property org.postgresql.forceBinary makes pgjdbc mix up the columns of"
              + " statements that are sent together",
          "remove it");
    }
    return null;
  }
}
