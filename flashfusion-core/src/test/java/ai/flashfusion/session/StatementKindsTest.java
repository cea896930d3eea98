package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of statements that sessions send, and everything else. */
class StatementKindsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");
  static Session service;

  @BeforeAll
  static void start() {
    project(alice, "a");
    service = embedded.flashfusion().asService("kinds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "SELECT 1;",
        "((select 1) union (select 2))",
        "values (1), (2)",
        "(values (1))",
        "table projects",
        "with one as (select 1) select * from one",
        "with gone as (delete from projects where false returning id) select count(*) from gone",
        "insert into projects (name) select 'x' where false",
        "update projects set name = 'x' where false",
        "delete from projects where false",
        "merge into projects p using (select 1) s on false when matched then do nothing",
        "select * from projects for update",
        "select * from projects for no key update skip locked",
        "select nextval('pg_catalog.x') where false",
        "select 1 as \"into\", 'set_config; reset role', $$ pg_settings $$ -- set role x",
        "select ts_stat_x, projects_status from (select 1, 2) t (ts_stat_x, projects_status)",
        "select pg_catalog.now(), pg_typeof(1), pg_advisory_xact_lock(1)",
        "select pg_current_xact_id(), pg_sleep(0), gen_random_uuid(), random()",
        "select '\\d+', e'\\'', B'01', x'1f', N'n', 1.5e-3, .5, 1::int, $a$b$a$, \"a\"\"b\""
            + " from (select 1 \"a\"\"b\") t"
      })
  void rowsAreReadAndWritten(String sql) {
    assertThatCode(() -> guarded(alice, sql)).doesNotThrowAnyException();
    assertThatCode(() -> guarded(service, sql)).doesNotThrowAnyException();
    try {
      betweenTwo(alice, sql);
    } catch (DataAccessException e) {
      // The server may refuse it.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncate projects",
        "call x()",
        "lock projects",
        "lock table projects in share mode",
        "notify x",
        "listen x",
        "unlisten *",
        "declare c cursor for select * from projects",
        "declare c binary insensitive no scroll cursor without hold for select 1",
        "fetch all from c",
        "move c",
        "close all",
        "execute s",
        "execute \"S_3\"('service_role', '{}')",
        "prepare p as select 1",
        "deallocate all",
        "copy projects to program 'id'",
        "do 'begin end'",
        "start transaction",
        "end",
        "abort",
        "rollback and chain",
        "commit prepared 'x'",
        "prepare transaction 'x'",
        "release x",
        "set constraints all deferred",
        "set session authorization default",
        "set xml option content",
        "show all",
        "vacuum",
        "analyze",
        "cluster",
        "reindex table projects",
        "refresh materialized view x",
        "checkpoint",
        "load 'x'",
        "import foreign schema x from server y into z",
        "comment on table projects is 'x'",
        "security label on table projects is 'x'",
        "create table x ()",
        "drop table projects",
        "alter table projects add x int",
        "grant select on projects to anon",
        "revoke select on projects from anon",
        "reassign owned by x to y",
        "repack projects",
        "wait for lsn '0/0'",
        "select into x from projects",
        "select * into x from projects",
        "select * into/* */unlogged x from projects",
        "with p as (select 1) select * into x from p",
        "select 1 as into",
        "select 1 insert into kept",
        "select (1) insert into kept",
        "select 1 as merge into temp kept",
        "with p as (select 1) select (1) insert into kept",
        "insert into projects (name) select 'x' insert into kept",
        "table projects into x",
        "'select 1'",
        "\"select\" 1",
        "1",
        "+1",
        "?",
        ";",
        "; select 1",
        "select 1; select 2",
        "select 1; -- x\n select 2",
        "select (1; select 2)",
        "select 1) ; (select 2",
        "select (1",
        "select 1)"
      })
  void everythingElseIsRefused(String sql) {
    assertRefused(alice, sql);
    assertRefused(service, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain select 1",
        "explain table projects",
        "explain values (1)",
        "explain (select 1)",
        "explain ((select 1) union (select 2))",
        "explain (with a as (select 1) select * from a)",
        "explain (table projects)",
        "EXPLAIN ANALYZE VERBOSE select 1",
        "explain /* a */ (analyze, buffers false, format json) -- b\n select 1",
        "explain (costs off) (select 1)",
        "explain with a as (select 1) select * from a",
        "explain update projects set name = 'x'",
        "explain merge into projects p using (select 1) s on false when matched then do nothing",
      })
  void explainIsForTheServiceAlone(String sql) {
    assertThatCode(() -> guarded(service, sql)).doesNotThrowAnyException();
    assertThatThrownBy(() -> guarded(alice, sql))
        .isInstanceOf(RefusedStatementException.class)
        .hasMessageContaining("how many rows others have");
    assertRefused(embedded.flashfusion().asAnonymous(), sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain execute \"S_3\"('service_role', '{}')",
        "explain analyze execute \"S_3\"('service_role', '{\"role\":\"service_role\"}')",
        "explain (analyze) execute s",
        "explain (analyze, format (json)) execute s",
        "explain analyze verbose execute s",
        "explain verbose analyze execute s",
        "explain analyze/**/execute s",
        "explain (analyze true) create table x as select 1",
        "explain analyze create table x as execute s",
        "explain create materialized view x as select 1",
        "explain refresh materialized view x",
        "explain declare c cursor for select 1",
        "explain analyze declare c cursor with hold for select 1",
        "explain explain select 1",
        "explain (values) execute s",
        "explain (analyze)",
        "explain (analyze, (select)) execute s",
        "explain select 1 into x",
        "explain",
        "explain analyze",
        "explain \"select\" 1",
        "explain (analyze"
      })
  void explainedStatementsAreAllowedByThemselves(String sql) {
    assertRefused(service, sql);
    assertRefused(alice, sql);
  }

  @Test
  void aPreparedPreambleIsNotRunAgain() {
    for (int i = 0; i < 8; i++) {
      alice.transaction(tx -> assertThat(tx.dsl().fetchCount(PROJECTS)).isEqualTo(1));
    }
    alice.transaction(
        tx -> {
          for (int statement = 1; statement < 10; statement++) {
            String execute =
                "explain analyze execute \"S_" + statement + "\"('service_role', '{}')";
            assertThatThrownBy(() -> tx.dsl().execute(execute))
                .isInstanceOf(RefusedStatementException.class);
          }
          assertThat(tx.dsl().fetchValue("select current_setting('role')"))
              .isEqualTo("authenticated");
        });
  }

  @Test
  void explainOfTheServiceIsNotReusedForOthers() {
    String sql = "explain select count(*) from projects";
    assertThat(service.dsl().fetch(sql)).isNotEmpty();
    assertRefused(alice, sql);
  }

  private static void assertRefused(Session session, String sql) {
    assertThatThrownBy(() -> guarded(session, sql)).isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> session.transaction(tx -> tx.dsl().execute(sql)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> session.dsl().batch(sql, "select 1").execute())
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> betweenTwo(session, sql))
        .isInstanceOf(RefusedStatementException.class);
  }

  /** Runs the statement between two entries of a pipeline, which must keep their own results. */
  private static void betweenTwo(Session session, String sql) {
    try (Pipeline pipeline = session.writePipeline()) {
      Response<Object> before = pipeline.add(s -> s.dsl().fetchValue("select 11"));
      pipeline.add(
          s -> s.dsl().connectionResult(connection -> connection.prepareStatement(sql).execute()));
      Response<Object> after = pipeline.add(s -> s.dsl().fetchValue("select 33"));
      try {
        pipeline.flush();
      } catch (RuntimeException e) {
        assertThatThrownBy(before::get).hasMessageContaining("as entry 2 failed");
        throw e;
      }
      assertThat(before.get()).isEqualTo(11);
      assertThat(after.get()).isEqualTo(33);
    }
  }

  /** Prepares the statement, which asks the guard, and does not run it. */
  private static void guarded(Session session, String sql) {
    session.dsl().connection(connection -> connection.prepareStatement(sql).close());
  }

  @Test
  void namesOfTheSchemaAreNotRefused() {
    for (String sql : List.of("select * from public.%s where false", "table \"public\".\"%s\"")) {
      ai.flashfusion.schema.Public.PUBLIC
          .getTables()
          .forEach(
              table -> {
                assertThatCode(() -> guarded(alice, sql.formatted(table.getName())))
                    .doesNotThrowAnyException();
                table
                    .fieldStream()
                    .forEach(
                        field ->
                            assertThatCode(
                                    () -> guarded(alice, "select t." + field.getName() + " from t"))
                                .doesNotThrowAnyException());
              });
    }
  }
}
