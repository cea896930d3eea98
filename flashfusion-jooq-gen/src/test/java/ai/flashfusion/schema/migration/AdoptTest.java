package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdoptTest {

  private final SchemaDatabase database = SchemaDatabase.inUse();

  @Test
  void adoptedEqualsMigrated() {
    assertThat(Migrations.adopt(database.owner())).isPositive();

    assertThat(catalog(database).differencesFrom(catalog(SchemaDatabase.migrated()))).isEmpty();
    assertThat(catalog(database).differencesFrom(Catalog.migrated())).isEmpty();
    assertThat(Catalog.migrated().facts()).hasSizeGreaterThan(500);
  }

  @Test
  void removesOldFunctions() {
    Migrations.adopt(database.owner());

    assertThat(lines("select proname from pg_proc where pronamespace = 'public'::regnamespace"))
        .isEmpty();
  }

  @Test
  void aFunctionThatAnotherTriggerUsesIsKept() {
    run(
        """
        create table public.customers (id int, updated_at timestamptz);
        create trigger own before update on public.customers
          for each row execute function public.update_updated_at_column();
        """);

    Migrations.adopt(database.owner());

    assertThat(lines("select proname from pg_proc where pronamespace = 'public'::regnamespace"))
        .containsExactly("update_updated_at_column");
    assertThat(catalog(database).differencesFrom(Catalog.migrated())).isEmpty();
  }

  @Test
  void ignoresAuditTriggers() {
    SchemaDatabase migrated = SchemaDatabase.migrated();
    try (Sql sql = migrated.sql()) {
      sql.lines("select flashfusion_audit.enable('public.teams')");
      sql.run(
          "create trigger audited before truncate on public.teams"
              + " for each statement execute function flashfusion_audit.record('teams')");
    }

    assertThat(catalog(migrated).differencesFrom(Catalog.migrated()))
        .extracting(difference -> difference.fact().subject())
        .containsExactly("trigger audited of public.teams");
  }

  /** Some distributions write options of their own to every column. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update pg_attribute set attoptions = '{pg_attver=1}' where attrelid in (select oid from pg_class where relkind = 'r')",
        "update pg_class set reloptions = '{pg_relver=1,other=x}' where oid >= 16384 and relkind in ('r', 'i')"
      })
  void ignoresOptionsUnknownToPostgres(String write) {
    run(write);

    assertThat(Migrations.adopt(database.owner())).isPositive();

    run(write);
    assertThat(catalog(database).differencesFrom(Catalog.migrated())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table public.teams alter column slug set (n_distinct = 7) | column storage slug of public.teams: not expected: with (n_distinct=7)
          alter table public.teams alter column slug set statistics 7 | column storage slug of public.teams: not expected: statistics 7
          alter table public.teams set (fillfactor = 70) | option fillfactor of public.teams: not expected: 70
          alter table public.teams set (autovacuum_enabled = off) | option autovacuum_enabled of public.teams: not expected: off
          alter index public.idx_projects_status set (fillfactor = 70) | WITH (fillfactor=70)
          alter table public.teams replica identity full | replica identity public.teams: not expected: full
          alter table public.teams force row level security | forced row level security public.teams: not expected: enabled
          """)
  void optionsThatPostgresKnowsAreDifferences(String change, String difference) {
    run(change);
    run(
        "update pg_attribute set attoptions = attoptions || '{pg_attver=1}'"
            + " where attrelid in (select oid from pg_class where relkind = 'r')");

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.adopt(database.owner()))
        .withMessageContaining(difference)
        .satisfies(refused -> assertThat(refused.differences()).hasSize(1));
  }

  /** The text of Postgres itself, which shows unknown options, too. */
  @Test
  void indexesAreWrittenAsPostgresWritesThem() {
    SchemaDatabase migrated = SchemaDatabase.migrated();
    try (Sql sql = migrated.sql()) {
      sql.run(
          """
          create index a on public.teams (lower(name) collate "C" text_pattern_ops, slug desc nulls last) include (id)
            with (fillfactor = 70) where name is not null and slug <> 'x';
          create unique index b on public.teams (created_at nulls first, slug desc) nulls not distinct;
          create index c on public.projects using gin (tags) with (fastupdate = off);
          create index d on public.ai_usage_logs using brin (created_at timestamptz_minmax_multi_ops (values_per_range = 16));
          create index e on public.teams using hash (id);
          """);
      List<String> ours =
          catalog(migrated).facts().stream()
              .filter(fact -> fact.kind().equals("index"))
              .map(fact -> fact.text().replaceAll("[' ]|pg_catalog\\.", ""))
              .sorted()
              .toList();

      assertThat(ours)
          .hasSizeGreaterThan(20)
          .isSubsetOf(
              sql.lines("select pg_get_indexdef(indexrelid) from pg_index").stream()
                  .map(text -> text.replaceAll("[' ]|pg_catalog\\.", ""))
                  .toList());
    }
  }

  @Test
  void secondRunChangesNothing() {
    Migrations.adopt(database.owner());
    List<String> before = everyRowOfTheCatalogs();

    assertThat(Migrations.adopt(database.owner())).isZero();
    assertThat(Migrations.migrate(database.owner())).isZero();

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  @Test
  void rowsAreUntouched() {
    try (Sql sql = database.sql()) {
      SampleRows.insert(sql, Person.signUp(sql, "ada"));
    }
    List<String> before = everyRow();
    assertThat(before).hasSizeGreaterThanOrEqualTo(16);

    Migrations.adopt(database.owner());

    assertThat(everyRow()).isEqualTo(before);
    assertThat(lines("select model, requests from flashfusion_rollup.usage_hours"))
        .containsExactly("gpt-4 | 1");
  }

  @Test
  void leavesMigratedDatabaseUnchanged() {
    assertThat(Migrations.adopt(SchemaDatabase.migrated().owner())).isZero();
  }

  @Test
  void ignoresEmptyHistoryOfFailedMigration() {
    run(
        """
        create schema flashfusion;
        create table flashfusion.schema_history (
          installed_rank int not null constraint schema_history_pk primary key, version varchar(50),
          description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null,
          checksum int, installed_by varchar(100) not null, installed_on timestamp not null default now(),
          execution_time int not null, success boolean not null);
        create index schema_history_s_idx on flashfusion.schema_history (success);
        """);

    Migrations.adopt(database.owner());

    assertThat(catalog(database).differencesFrom(Catalog.migrated())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // In the way of the versions that bring identities, triggers and indexes.
        "create schema flashfusion; create function flashfusion.profile_id() returns uuid language sql as 'select null::uuid'",
        """
        create schema flashfusion;
        create function flashfusion.touch_updated_at() returns trigger language plpgsql as 'begin return new; end'
        """,
        "create table public.idx_webhooks_project_id (id int)"
      })
  void failureLeavesTheDatabaseAsItWas(String obstacle) {
    run(obstacle);
    List<String> before = everyRowOfTheCatalogs();

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.adopt(database.owner()))
        .withMessageContaining("adopting failed, no version was applied")
        .withMessageContaining("already exists");

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  @Test
  void brokenConnectionLeavesDatabaseUnchanged() {
    List<String> before = everyRowOfTheCatalogs();
    CompletableFuture<Integer> adopting;
    try (Sql holder = database.transaction();
        Sql watch = database.sql()) {
      // Only the version that brings policies alters it: those before have been applied by then.
      holder.run("lock table public.deployment_logs in row exclusive mode");
      String holding = holder.backend();
      adopting =
          CompletableFuture.supplyAsync(
              () -> Migrations.adopt(database.owner()), task -> new Thread(task).start());
      while (!adopting.isDone()
          && watch
              .lines(
                  """
                  select pg_terminate_backend(pid) from pg_stat_activity
                  where ?::int = any (pg_blocking_pids(pid))
                  """,
                  holding)
              .isEmpty()) {
        Thread.onSpinWait();
      }
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(adopting::join)
          .withCauseInstanceOf(MigrationException.class);
    }

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
    assertThat(Migrations.adopt(database.owner())).isPositive();
  }

  @Test
  void twoRunsAtOnceAdoptOnce() {
    CompletableFuture<Integer> a =
        CompletableFuture.supplyAsync(
            () -> Migrations.adopt(database.owner()), task -> new Thread(task).start());
    CompletableFuture<Integer> b =
        CompletableFuture.supplyAsync(
            () -> Migrations.adopt(database.owner()), task -> new Thread(task).start());

    assertThat(List.of(a.join(), b.join())).contains(0);
    assertThat(a.join() + b.join()).isPositive();
    assertThat(catalog(database).differencesFrom(Catalog.migrated())).isEmpty();
  }

  @Test
  void driftIsRefusedWithEveryDifferenceAndItsFix() {
    run(
        """
        alter table public.webhooks drop column secret;
        alter table public.profiles alter column bio type varchar(100);
        alter table public.projects drop constraint projects_status_check;
        alter table public.teams add column colour text not null default 'red';
        alter table public.api_keys alter column rate_limit set default 7;
        alter table public.notifications alter column title drop not null;
        drop index public.idx_projects_status;
        create policy "Mine" on public.webhooks for select using (true);
        create trigger own before update on public.api_keys
          for each row execute function public.update_updated_at_column();
        """);
    List<String> before = everyRowOfTheCatalogs();

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.adopt(database.owner()))
        .withMessageStartingWith("adopting was refused, nothing was changed")
        .withMessageContaining("column public.webhooks.secret: missing")
        .withMessageContaining("fix: alter table public.webhooks add column secret text")
        .withMessageContaining(
            "column public.profiles.bio: expected text, found character varying(100)")
        .satisfies(
            e ->
                assertThat(e.differences())
                    .extracting(difference -> difference.fact().subject())
                    .containsExactlyInAnyOrder(
                        "column public.webhooks.secret",
                        "column public.profiles.bio",
                        "constraint projects_status_check of public.projects",
                        "column public.teams.colour",
                        "column public.api_keys.rate_limit",
                        "column public.notifications.title",
                        "index idx_projects_status of public.projects",
                        "policy \"Mine\" of public.webhooks",
                        "trigger own of public.api_keys"));

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  @Test
  void fixesOfADriftedDatabaseMakeItAdoptable() {
    run(
        """
        alter table public.webhooks drop column secret;
        alter table public.profiles alter column bio type varchar(100);
        alter table public.profiles alter column api_calls_limit drop default;
        alter table public.projects drop constraint projects_status_check;
        alter table public.projects drop constraint projects_category_check,
          add constraint projects_category_check check (category in ('web', 'game'));
        alter table public.teams add column colour text;
        drop index public.idx_projects_status;
        create policy "Mine" on public.webhooks for select using (true);
        """);

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.adopt(database.owner()))
        .withMessageContaining("allows game in addition")
        .satisfies(e -> e.differences().forEach(difference -> run(difference.fix())));

    Migrations.adopt(database.owner());
    assertThat(
            catalog(database).differencesFrom(Catalog.migrated()).stream()
                .filter(difference -> !difference.fact().kind().equals("column order")))
        .isEmpty();
  }

  @Test
  void databaseWithoutTheTablesIsRefused() {
    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.adopt(SchemaDatabase.bootstrapped().owner()))
        .withMessageContaining("table public.profiles: missing")
        .withMessageContaining("migrated instead");
  }

  private static Catalog catalog(SchemaDatabase database) {
    try (Connection connection = database.owner().getConnection()) {
      return Catalog.read(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(String script) {
    try (Sql sql = database.sql()) {
      sql.run(script);
    }
  }

  private List<String> lines(String query) {
    try (Sql sql = database.sql()) {
      return sql.lines(query);
    }
  }

  /**
   * Returns every row with its place and the transaction that wrote it, so that a rewritten row
   * would show.
   */
  private List<String> everyRow() {
    List<String> rows = new ArrayList<>();
    for (String table : Dictionary.tables()) {
      rows.addAll(
          lines("select '" + table + "', ctid, xmin, t from public." + table + " t order by 2"));
    }
    return rows;
  }

  /** Returns every row of the catalogs with the transaction that wrote it. */
  private List<String> everyRowOfTheCatalogs() {
    return lines(
        """
        select 'schema', nspname, xmin, oid from pg_namespace where nspname not like 'pg_temp%'
        union all select 'relation', oid::regclass::text, xmin, oid from pg_class where oid >= 16384
        union all select 'function', oid::regprocedure::text, xmin, oid from pg_proc where oid >= 16384
        union all select 'policy', polname, xmin, oid from pg_policy
        union all select 'constraint', conname, xmin, oid from pg_constraint where oid >= 16384
        union all select 'trigger', tgname, xmin, oid from pg_trigger
        order by 1, 2, 4
        """);
  }
}
