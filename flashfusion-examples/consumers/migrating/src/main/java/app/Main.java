package app;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.migration.Migrations;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrates a database and counts its projects. */
public class Main {
  public static void main(String[] args) {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setURL(args[0]);
    System.out.println("bootstrapped " + Migrations.bootstrap(owner));
    System.out.println("migrated " + (Migrations.migrate(owner) > 0));
    try (FlashFusion flashfusion = FlashFusion.connect(args[1], args[2], args[3])) {
      System.out.println("projects " + flashfusion.asAnonymous().projects().count());
    }
  }
}
