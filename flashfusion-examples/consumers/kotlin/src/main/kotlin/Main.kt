import ai.flashfusion.FlashFusion
import ai.flashfusion.schema.migration.Migrations
import org.postgresql.ds.PGSimpleDataSource

/** Migrates a database and counts its projects. */
fun main(args: Array<String>) {
  val owner = PGSimpleDataSource().apply { setURL(args[0]) }
  println("bootstrapped ${Migrations.bootstrap(owner)}")
  println("migrated ${Migrations.migrate(owner) > 0}")
  FlashFusion.connect(args[1], args[2], args[3]).use {
    it.asAnonymous().transaction { tx -> println("projects ${tx.projects().count()}") }
  }
}
