package ai.flashfusion.schema.migration;

import java.util.List;

/** The library that runs migrations, which applications add if they migrate. */
final class FlywayLibrary {

  /** A class of each jar that is needed. */
  private static final List<String> CLASSES =
      List.of(
          "org.flywaydb.core.Flyway", "org.flywaydb.database.postgresql.PostgreSQLDatabaseType");

  private FlywayLibrary() {}

  /** Throws an exception that says what to add, unless Flyway can be used. */
  static void require(String doing) {
    try {
      for (String name : CLASSES) {
        Class<?> type = Class.forName(name, false, FlywayLibrary.class.getClassLoader());
        // Flyway has no module name: builds may leave it on the class path of a modular
        // application.
        FlywayLibrary.class.getModule().addReads(type.getModule());
      }
    } catch (ClassNotFoundException e) {
      throw new MigrationException(
          doing
              + " needs Flyway, which is not on the class path or module path: add the dependency"
              + " org.flywaydb:flyway-database-postgresql",
          e);
    }
  }
}
