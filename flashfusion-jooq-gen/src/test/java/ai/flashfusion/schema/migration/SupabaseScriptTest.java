package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.SchemaText;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SqlFailure;
import ai.flashfusion.schema.fixture.SupabaseScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Runs {@code create-flashfusion-tables.sql} on Supabase as its owner, who is not a superuser. */
class SupabaseScriptTest {

  private static final SupabaseScript SCRIPT = SupabaseScript.generated();

  private final SchemaDatabase database = SchemaDatabase.supabase();

  @ParameterizedTest
  @EnumSource(names = {"SIMPLE", "EXTENDED"})
  void schemaAndHistoryAreThoseOfMigrations(PreferQueryMode mode) {
    SCRIPT.run(database.owner(), mode);

    assertThatItHasEveryVersion();
  }

  @Test
  void statusCheckListsTheSixteenTables() {
    List<String> status = SCRIPT.run(database.owner());

    assertThat(status)
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly(
            "profiles",
            "projects",
            "ai_usage_logs",
            "deployments",
            "webhooks",
            "billing_transactions",
            "teams",
            "api_keys",
            "notifications",
            "project_collaborators",
            "project_files",
            "ai_conversations",
            "deployment_logs",
            "webhook_logs",
            "subscription_history",
            "team_members");
    String positive = " \\| [1-9][0-9]*";
    assertThat(status).allMatch(line -> line.matches("\\w+ \\| t" + positive.repeat(3)));
  }

  @Test
  void secondRunChangesNothing() {
    SCRIPT.run(database.owner());
    try (Sql sql = database.sql()) {
      sql.run("update public.projects set name = 'Renamed' where slug = 'sample-app'");
      sql.run("delete from public.deployments where status = 'error'");
    }
    List<String> schema = SchemaText.of(database.owner());
    List<String> rows = rows(database);

    SCRIPT.run(database.owner());

    assertThat(SchemaText.of(database.owner())).isEqualTo(schema);
    assertThat(rows(database)).isEqualTo(rows);
  }

  @Test
  void migratedDatabaseWithPeopleIsLeftAsItIs() {
    Migrations.migrate(database.owner());
    try (Sql sql = database.sql()) {
      Person.signUp(sql, "alice");
    }
    List<String> schema = SchemaText.of(database.owner());
    List<String> rows = rows(database);

    SCRIPT.run(database.owner());

    assertThat(SchemaText.of(database.owner())).isEqualTo(schema);
    assertThat(rows(database)).isEqualTo(rows);
  }

  @Test
  void migrateFindsEveryVersionAppliedAndValid() {
    SCRIPT.run(database.owner());

    assertThat(Migrations.migrate(database.owner())).isZero();
  }

  @Test
  void olderDatabaseGetsOnlyTheLaterVersions() {
    database.migrateTo("1");

    SCRIPT.run(database.owner());

    assertThatItHasEveryVersion();
  }

  @Test
  void adoptedDatabaseIsLeftAsItIs() {
    SchemaDatabase adopted = SchemaDatabase.supabaseInUse();
    Migrations.adopt(adopted.owner());
    try (Sql sql = adopted.sql()) {
      Person.signUp(sql, "alice");
    }
    List<String> schema = SchemaText.of(adopted.owner());
    List<String> rows = rows(adopted);

    SCRIPT.run(adopted.owner());

    assertThat(SchemaText.of(adopted.owner())).isEqualTo(schema);
    assertThat(rows(adopted)).isEqualTo(rows);
  }

  @Test
  void baselineStandsForTheVersionsUpToIt() {
    SchemaDatabase inUse = SchemaDatabase.supabase().migrateTo("1");
    try (Sql sql = inUse.sql()) {
      sql.run("drop schema flashfusion cascade");
    }
    Flyway.configure()
        .dataSource(inUse.owner())
        .defaultSchema(Migrations.SCHEMA)
        .table("schema_history")
        .baselineVersion("1")
        .load()
        .baseline();

    SCRIPT.run(inUse.owner());

    assertThat(Migrations.migrate(inUse.owner())).isZero();
    assertThat(SchemaText.of(inUse.owner())).isEqualTo(SchemaText.of(migrated().owner()));
  }

  @Test
  void ignoresFailedMigration() {
    try (Sql sql = database.sql()) {
      sql.run("create table public.notifications (id int)");
      assertThatExceptionOfType(MigrationException.class)
          .isThrownBy(() -> Migrations.migrate(database.owner()));
      sql.run("drop table public.notifications");
    }

    SCRIPT.run(database.owner());

    assertThatItHasEveryVersion();
  }

  @Test
  void failureLeavesNothing() {
    try (Sql sql = database.sql()) {
      // In the way of the version that brings the audit trail.
      sql.run("create schema flashfusion_audit");
    }

    assertThatExceptionOfType(SqlFailure.class)
        .isThrownBy(() -> SCRIPT.run(database.owner()))
        .withMessageContaining("flashfusion_audit")
        .withMessageContaining("already exists");

    assertThatNothingIsThere();
  }

  /**
   * Checks a client that sends statement by statement and stops, for which only the script's own
   * transaction exists.
   */
  @Test
  void incompleteFileLeavesNothing() {
    String half = SCRIPT.text().substring(0, SCRIPT.text().indexOf("-- Version 3"));

    new SupabaseScript(half).run(database.owner());

    assertThatNothingIsThere();
  }

  @Test
  void databaseInUseIsRefusedUntilItIsAdopted() {
    SchemaDatabase inUse = SchemaDatabase.supabaseInUse();

    assertThatExceptionOfType(SqlFailure.class)
        .isThrownBy(() -> SCRIPT.run(inUse.owner()))
        .withMessageContaining("profiles, projects, ai_usage_logs")
        .withMessageContaining("nothing was changed")
        .withMessageContaining("Migrations.adopt")
        .returns("55000", SqlFailure::sqlState);

    try (Sql sql = inUse.sql()) {
      assertThat(sql.text("select to_regnamespace('flashfusion')")).isEqualTo("null");
    }
  }

  @Test
  void plainPostgresIsRefused() {
    SchemaDatabase plain = SchemaDatabase.empty();

    assertThatExceptionOfType(SqlFailure.class)
        .isThrownBy(() -> SCRIPT.run(plain.owner()))
        .withMessageContaining("not a Supabase database")
        .withMessageContaining("Migrations.bootstrap");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update flashfusion.schema_history set checksum = checksum + 1 where version = '2'",
        "update flashfusion.schema_history set success = false where version = '2'",
        "delete from flashfusion.schema_history where version = '2'"
      })
  void historyThatDoesNotFitIsRefused(String change) {
    Migrations.migrate(database.owner());
    try (Sql sql = database.sql()) {
      sql.run(change);
    }
    List<String> rows = rows(database);

    assertThatExceptionOfType(SqlFailure.class)
        .isThrownBy(() -> SCRIPT.run(database.owner()))
        .withMessageContaining(": 2; nothing was changed")
        .returns("55000", SqlFailure::sqlState);

    assertThat(rows(database)).isEqualTo(rows);
  }

  @Test
  void databaseOfLaterReleaseIsLeftAsItIs() {
    SCRIPT.run(database.owner());
    try (Sql sql = database.sql()) {
      sql.run(
          """
          insert into flashfusion.schema_history
          select 999, '999', 'later', 'SQL', 'V999__later.sql', 1, current_user, now(), 0, true
          """);
    }
    List<String> rows = rows(database);

    SCRIPT.run(database.owner());

    assertThat(rows(database)).isEqualTo(rows);
  }

  @Test
  void twoRunsAtOnceApplyEachVersionOnce() {
    CompletableFuture<List<String>> a =
        CompletableFuture.supplyAsync(
            () -> SCRIPT.run(database.owner()), task -> new Thread(task).start());
    CompletableFuture<List<String>> b =
        CompletableFuture.supplyAsync(
            () -> SCRIPT.run(database.owner()), task -> new Thread(task).start());

    assertThat(a.join()).isEqualTo(b.join());
    assertThatItHasEveryVersion();
  }

  @Test
  void sampleDataCanBeLeftOut() {
    String text = SCRIPT.text().replaceAll("(?s)-- Sample data, .*-- End of the sample data", "");

    List<String> status = new SupabaseScript(text).run(database.owner());

    assertThat(status).hasSize(16).allMatch(line -> line.endsWith(" | 0"));
    assertThatItHasEveryVersion();
  }

  @Test
  void samplePeopleHaveNoLogin() {
    SCRIPT.run(database.owner());

    try (Sql sql = database.sql()) {
      assertThat(sql.lines("select from auth.users")).isEmpty();
      assertThat(
              sql.lines(
                  "select from public.profiles where user_id is not null or email not like '%.invalid'"))
          .isEmpty();
    }
  }

  private void assertThatNothingIsThere() {
    try (Sql sql = database.sql()) {
      assertThat(sql.lines("select from pg_class where relnamespace = 'public'::regnamespace"))
          .isEmpty();
      assertThat(sql.text("select to_regnamespace('flashfusion')")).isEqualTo("null");
    }
  }

  private void assertThatItHasEveryVersion() {
    SchemaDatabase migrated = migrated();
    assertThat(history(database)).isEqualTo(history(migrated));
    assertThat(SchemaText.of(database.owner())).isEqualTo(SchemaText.of(migrated.owner()));
  }

  private static SchemaDatabase migrated() {
    SchemaDatabase migrated = SchemaDatabase.supabase();
    Migrations.migrate(migrated.owner());
    return migrated;
  }

  private static List<String> history(SchemaDatabase database) {
    try (Sql sql = database.sql()) {
      return sql.lines(
          """
          select installed_rank, version, description, type, script, checksum, installed_by, success
          from flashfusion.schema_history order by installed_rank
          """);
    }
  }

  /** All rows, those of the history included. */
  private static List<String> rows(SchemaDatabase database) {
    List<String> rows = new ArrayList<>();
    try (Sql sql = database.sql()) {
      for (String table : Dictionary.tables()) {
        rows.addAll(sql.lines("select t::text from public." + table + " t order by 1"));
      }
      rows.addAll(sql.lines("select h::text from flashfusion.schema_history h order by 1"));
    }
    return rows;
  }
}
