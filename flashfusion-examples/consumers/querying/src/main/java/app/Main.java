package app;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.migration.MigrationException;
import ai.flashfusion.schema.migration.Migrations;
import org.postgresql.ds.PGSimpleDataSource;

/** Counts projects, and says what is missing for migrating. */
public class Main {
  public static void main(String[] args) {
    try (FlashFusion flashfusion = FlashFusion.connect(args[1], args[2], args[3])) {
      System.out.println("projects " + flashfusion.asAnonymous().projects().count());
    }
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setURL(args[0]);
    try {
      Migrations.migrate(owner);
    } catch (MigrationException e) {
      System.out.println(e.getMessage());
    }
  }
}
