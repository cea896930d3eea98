package ai.flashfusion.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SqlFailure;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordingTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private final Sql sql = DATABASE.transaction();

  @AfterEach
  void undo() {
    sql.close();
  }

  static Set<String> tables() {
    return Dictionary.tables();
  }

  @Test
  void theTablesOfTheTestsAreTheSixteen() {
    assertThat(Audit.TEXT_COLUMNS.keySet())
        .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
  }

  @Test
  void nothingIsRecordedUnlessItIsSwitchedOn() {
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    assertThat(Audit.count(sql)).isEqualTo("0");
    assertThat(
            sql.lines(
                "select tgname from pg_trigger where tgfoid = 'flashfusion_audit.record'::regproc"))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void insertUpdateAndDeleteAreRecorded(String table) {
    Audit.enable(sql, table);
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    UUID row = sql.id("select id from public." + table);
    String column = Audit.TEXT_COLUMNS.get(table);
    String value = "role".equals(column) ? "admin" : "changed";
    String before = sql.text("select " + column + " from public." + table);
    sql.update("update public." + table + " set " + column + " = ?", value);
    sql.update("delete from public." + table);

    assertThat(Audit.operations(sql, table, row)).containsExactly("insert", "update", "delete");
    assertThat(
            sql.lines(
                """
                select new ->> 'id', old is null from flashfusion_audit.entries where operation = 'insert'
                """))
        .containsExactly(row + " | t");
    assertThat(
            sql.lines(
                """
                select coalesce(old ->> $c, 'null'), new ->> $c, new - $c - 'updated_at' = '{}', old - $c - 'updated_at' = '{}'
                from flashfusion_audit.entries where operation = 'update'
                """
                    .replace("$c", "'" + column + "'")))
        .containsExactly(before + " | " + value + " | t | t");
    assertThat(
            sql.lines(
                "select old ->> 'id', new is null from flashfusion_audit.entries where operation = 'delete'"))
        .containsExactly(row + " | t");
    assertThat(
            sql.lines(
                "select distinct table_name, transaction = pg_current_xact_id() from flashfusion_audit.entries"))
        .containsExactly(table + " | t");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void nothingIsRecordedAfterItIsSwitchedOff(String table) {
    Audit.enable(sql, table);
    sql.lines("select flashfusion_audit.disable(?::regclass)", "public." + table);
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    assertThat(Audit.count(sql)).isEqualTo("0");
  }

  @Test
  void switchingOnTwiceRecordsOnce() {
    Audit.enable(sql, "teams", "teams");
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    assertThat(Audit.count(sql)).isEqualTo("1");
  }

  @Test
  void otherTablesAreRefused() {
    sql.run(
        "create schema other; create table other.projects (id uuid); create table public.more (id uuid)");
    for (String table :
        List.of("other.projects", "public.more", "flashfusion_audit.entries", "auth.users")) {
      assertThat(sql.sqlState("select flashfusion_audit.enable(?::regclass)", table))
          .as(table)
          .isEqualTo("22023");
    }
  }

  @Test
  void secretsAppearNowhere() {
    Person alice = Person.signUp(sql, "alice");
    Audit.enableAll(sql);
    SampleRows.insert(sql, alice);
    for (String secret : List.of("SESAME1", "SESAME2")) {
      sql.run(
          """
          update public.webhooks set secret = '$s', headers = '{"Authorization": "$s"}',
            url = 'https://me:$s@hooks.example.com/T00/$s?token=$s';
          update public.api_keys set key_hash = '$s';
          update public.project_files set content = 'PASSWORD=$s';
          """
              .replace("$s", secret));
    }
    sql.run(
        """
        insert into public.webhooks (user_id, name, url, secret, headers)
          select user_id, name, url, secret, headers from public.webhooks;
        insert into public.api_keys (user_id, name, key_hash, key_prefix)
          select user_id, name, key_hash || 2, key_prefix from public.api_keys;
        insert into public.project_files (project_id, path, name, content)
          select project_id, 'other', name, content from public.project_files;
        delete from public.webhooks where ctid in (select min(ctid) from public.webhooks);
        delete from public.api_keys where ctid in (select min(ctid) from public.api_keys);
        delete from public.project_files where ctid in (select min(ctid) from public.project_files);
        truncate public.webhooks, public.api_keys, public.project_files cascade;
        """);

    assertThat(
            sql.lines("select e::text from flashfusion_audit.entries e where e::text ~ 'SESAME'"))
        .isEmpty();
    assertThat(
            sql.lines(
                """
                select new ->> 'secret', old ->> 'url', new ->> 'url', new ->> 'headers'
                from flashfusion_audit.entries where table_name = 'webhooks' and operation = 'update' order by id
                """))
        .containsExactly(
            "*** | example.com/*** | hooks.example.com/*** | ***",
            "*** | hooks.example.com/*** | hooks.example.com/*** | ***");
  }

  @Test
  void aRenamedTableKeepsItsMasksAndItsHistory() {
    Person alice = Person.signUp(sql, "alice");
    Audit.enable(sql, "api_keys");
    sql.run("alter table public.api_keys rename to keys");
    sql.update(
        "insert into public.keys (user_id, name, key_hash, key_prefix) values (?, 'Key', 'SESAME', 'ff_')",
        alice.profileId());
    assertThat(sql.lines("select table_name, new ->> 'key_hash' from flashfusion_audit.entries"))
        .containsExactly("api_keys | ***");
  }

  @Test
  void recordsSizeAndDigestOfLongValue() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    Audit.enable(sql, "projects");
    sql.update("update public.projects set readme = repeat('é', 10000)");
    assertThat(
            sql.text(
                "select new -> 'readme' = jsonb_build_object('bytes', 20000, 'sha256',"
                    + " encode(sha256(convert_to(repeat('é', 10000), 'UTF8')), 'hex')) from flashfusion_audit.entries"))
        .isEqualTo("t");
  }

  @Test
  void cascadesAreRecorded() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    sql.run("update public.ai_usage_logs set project_id = (select id from public.projects)");
    Audit.enableAll(sql);

    sql.run("delete from public.projects");

    assertThat(
            sql.lines(
                "select table_name, operation, new from flashfusion_audit.entries order by table_name"))
        .containsExactly(
            "ai_usage_logs | update | {\"project_id\": null}",
            "deployment_logs | delete | null",
            "deployments | delete | null",
            "project_collaborators | delete | null",
            "project_files | delete | null",
            "projects | delete | null");
  }

  @Test
  void deletedPersonLeavesHistory() {
    Person alice = Person.signUp(sql, "alice");
    Audit.enableAll(sql);
    SampleRows.insert(sql, alice);
    String before = Audit.count(sql);

    sql.update("delete from auth.users where id = ?", alice.authUserId());

    assertThat(before).isEqualTo("15");
    assertThat(
            sql.text("select count(*) from flashfusion_audit.entries where operation = 'delete'"))
        .isEqualTo("16");
    assertThat(
            sql.text("select count(*) from flashfusion_audit.entries where operation = 'insert'"))
        .isEqualTo("15");
  }

  @Test
  void truncatedRowsAreRecordedAsDeleted() {
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    Audit.enableAll(sql);
    sql.run("truncate public.deployments cascade");
    assertThat(
            sql.lines(
                "select table_name, operation, old ? 'id' from flashfusion_audit.entries order by 1"
                    .replace(" ? ", " ?? ")))
        .containsExactly("deployment_logs | delete | t", "deployments | delete | t");
  }

  @Test
  void aChangedIdEndsOneHistoryAndBeginsAnother() {
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    Audit.enable(sql, "notifications");
    UUID before = sql.id("select id from public.notifications");
    UUID after = sql.id("update public.notifications set id = gen_random_uuid() returning id");
    assertThat(
            sql.lines(
                "select operation, row_id, old ->> 'id', new ->> 'id' from flashfusion_audit.entries"))
        .containsExactlyInAnyOrder(
            "delete | " + before + " | " + before + " | null",
            "insert | " + after + " | null | " + after);
  }

  @Test
  void recordsUpsertAsInsertOrUpdate() {
    Person alice = Person.signUp(sql, "alice");
    Audit.enable(sql, "teams");
    for (String name : List.of("One", "Two")) {
      sql.update(
          "insert into public.teams (name, slug, owner_id) values (?, 'team', ?)"
              + " on conflict (slug) do update set name = excluded.name",
          name,
          alice.profileId());
    }
    UUID team = sql.id("select id from public.teams");
    assertThat(Audit.operations(sql, "teams", team)).containsExactly("insert", "update");
  }

  @Test
  void anUpdateThatChangesNothingIsNotRecorded() {
    SampleRows.insert(sql, Person.signUp(sql, "alice"));
    Audit.enable(sql, "notifications");
    sql.update("update public.notifications set title = title");
    assertThat(Audit.count(sql)).isEqualTo("0");
  }

  @Test
  void manyRowsAreOneEntryEachAndOneCallOfTheTrigger() {
    Person alice = Person.signUp(sql, "alice");
    Audit.enable(sql, "ai_usage_logs");
    sql.run("set local track_functions = 'pl'");
    sql.update(
        "insert into public.ai_usage_logs (user_id, provider, model) select ?, 'openai', 'm' from generate_series(1, 10000)",
        alice.profileId());
    assertThat(
            sql.lines(
                "select count(*), count(distinct row_id), count(distinct at) from flashfusion_audit.entries"))
        .containsExactly("10000 | 10000 | 1");
    assertThat(
            sql.text("select pg_stat_get_xact_function_calls('flashfusion_audit.record'::regproc)"))
        .isEqualTo("1");
  }

  @Test
  void aRollbackLeavesNoEntry() {
    Audit.enable(sql, "teams");
    Person alice = Person.signUp(sql, "alice");
    assertThat(
            sql.reaches(
                "insert into public.teams (name, slug, owner_id) values ('T', 't', ?)",
                alice.profileId()))
        .isTrue();
    assertThat(Audit.count(sql)).isEqualTo("0");
  }

  @Test
  void refusedStatementLeavesNoEntryAndRevealsNothing() {
    Audit.enable(sql, "teams");
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    assertThatExceptionOfType(SqlFailure.class)
        .isThrownBy(
            () ->
                sql.update(
                    "insert into public.teams (name, slug, owner_id) values ('T', 'team', ?)",
                    alice.profileId()))
        .withMessageNotContaining("flashfusion_audit");
  }

  @Test
  void aColumnThatIsAddedLaterIsRecorded() {
    Audit.enable(sql, "teams");
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    sql.run("alter table public.teams add column motto text; update public.teams set motto = 'on'");
    assertThat(
            sql.text(
                "select new ->> 'motto' from flashfusion_audit.entries where operation = 'update'"))
        .isEqualTo("on");
  }
}
