package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateTest {

  @Test
  void secondRunAppliesNothing() {
    SchemaDatabase database = SchemaDatabase.bootstrapped();

    int applied = Migrations.migrate(database.owner());

    assertThat(applied).isEqualTo(versionsIn(database));
    assertThat(applied).isPositive();
    assertThat(Migrations.migrate(database.owner())).isZero();
  }

  @Test
  void olderDatabaseGetsOnlyTheLaterVersions() {
    SchemaDatabase database = SchemaDatabase.withTablesOnly();

    int applied = Migrations.migrate(database.owner());

    assertThat(applied).isEqualTo(versionsIn(database) - 1);
  }

  @Test
  void twoRunsAtOnceApplyEachVersionOnce() {
    SchemaDatabase database = SchemaDatabase.bootstrapped();

    CompletableFuture<Integer> a =
        CompletableFuture.supplyAsync(
            () -> Migrations.migrate(database.owner()), task -> new Thread(task).start());
    CompletableFuture<Integer> b =
        CompletableFuture.supplyAsync(
            () -> Migrations.migrate(database.owner()), task -> new Thread(task).start());

    assertThat(a.join() + b.join()).isEqualTo(versionsIn(database));
  }

  @Test
  void publicHoldsTheSixteenTablesAndTheirIndexesAlone() {
    try (Sql sql = SchemaDatabase.migrated().sql()) {
      assertThat(
              sql.lines(
                  """
                  select relname from pg_class
                  where relnamespace = 'public'::regnamespace and relkind not in ('i', 'I')
                  """))
          .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
    }
  }

  @Test
  void historyIsOutsidePublic() {
    try (Sql sql = SchemaDatabase.migrated().sql()) {
      assertThat(
              sql.lines(
                  "select relnamespace::regnamespace, relname from pg_class where relname like '%history' and relkind = 'r'"))
          .containsExactlyInAnyOrder(
              "flashfusion | schema_history", "public | subscription_history");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The last table of the first version.
        "create table public.notifications (id int)",
        // The schema of the fifth, which does not hinder any earlier version.
        "create schema flashfusion_audit"
      })
  void failureLeavesTheDatabaseAsItWas(String obstacle) {
    SchemaDatabase database = SchemaDatabase.bootstrapped();
    try (Sql sql = database.sql()) {
      sql.run(obstacle);
    }
    List<String> before = everythingIn(database);

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.migrate(database.owner()))
        .withMessageContaining("no version was applied")
        .withMessageContaining("already exists");

    assertThat(everythingIn(database)).isEqualTo(before);
  }

  @Test
  void migratingSucceedsOnceTheObstacleIsGone() {
    SchemaDatabase database = SchemaDatabase.bootstrapped();
    try (Sql sql = database.sql()) {
      sql.run("create table public.notifications (id int)");
      assertThatExceptionOfType(MigrationException.class)
          .isThrownBy(() -> Migrations.migrate(database.owner()));
      sql.run("drop table public.notifications");
    }

    assertThat(Migrations.migrate(database.owner())).isEqualTo(versionsIn(database));
  }

  @Test
  void databaseWithoutSchemaAuthIsRefused() {
    SchemaDatabase database = SchemaDatabase.empty();
    List<String> before = everythingIn(database);

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.migrate(database.owner()))
        .withMessageContaining("auth");

    assertThat(everythingIn(database)).isEqualTo(before);
  }

  private static int versionsIn(SchemaDatabase database) {
    try (Sql sql = database.sql()) {
      return sql.lines(
              "select version from flashfusion.schema_history where version is not null and success")
          .size();
    }
  }

  private static List<String> everythingIn(SchemaDatabase database) {
    try (Sql sql = database.sql()) {
      return sql.lines(
          """
          select 'schema', nspname::text from pg_namespace
          where nspname !~ '^pg_'
          union all select 'relation', oid::regclass::text from pg_class
          where oid >= 16384 and relnamespace <> 'pg_toast'::regnamespace
          union all select 'function', oid::regprocedure::text from pg_proc where oid >= 16384
          union all select 'trigger', tgname::text from pg_trigger where not tgisinternal
          union all select 'constraint', conname::text from pg_constraint
          where oid >= 16384
          order by 1, 2
          """);
    }
  }
}
