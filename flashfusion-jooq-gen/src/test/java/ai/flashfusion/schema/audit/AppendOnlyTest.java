package ai.flashfusion.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that nobody changes or invents history, or decides what has one. */
class AppendOnlyTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private static final String INVENTED =
      """
      insert into flashfusion_audit.entries (table_name, row_id, operation, role, login, at, transaction)
      values ('projects', gen_random_uuid(), 'insert', 'r', 'l', now(), '1')
      """;

  private static Person alice;

  @BeforeAll
  static void start() {
    try (Sql owner = DATABASE.sql()) {
      alice = Person.signUp(owner, "alice");
      Audit.enableAll(owner);
      SampleRows.insert(owner, alice);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update flashfusion_audit.entries set reason = 'other'",
        "update flashfusion_audit.entries set reason = 'other' where false",
        "delete from flashfusion_audit.entries",
        "truncate flashfusion_audit.entries",
        INVENTED
      })
  void entriesAreNeitherChangedNorInvented(String statement) {
    for (Sql caller : callers()) {
      try (caller) {
        assertThat(caller.sqlState(statement))
            .as(caller.text("select current_user"))
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void theGuardHoldsWhereTriggersAreOffForReplication() {
    try (Sql owner = DATABASE.transaction()) {
      owner.run("set local session_replication_role = replica");
      assertThat(owner.sqlState("delete from flashfusion_audit.entries")).isEqualTo("42501");
      assertThat(owner.sqlState(INVENTED)).isEqualTo("42501");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select flashfusion_audit.enable('public.projects')",
        "select flashfusion_audit.disable('public.projects')",
        "select flashfusion_audit.record()",
        "select flashfusion_audit.recorded('projects', '{}')",
        "alter table public.projects disable trigger audit_update",
        "drop trigger audit_update on public.projects",
        "alter table flashfusion_audit.entries disable row level security",
        "create table flashfusion_audit.mine (id int)",
        "set local session_replication_role = replica"
      })
  void apiRolesCannotReadOrWriteIt(String statement) {
    for (Sql caller : apiRoles()) {
      try (caller) {
        assertThat(caller.sqlState(statement))
            .as(caller.text("select current_user"))
            .isEqualTo("42501");
      }
    }
  }

  /** A table of one's own with the trigger function on it could write any entry. */
  @Test
  void triggerFunctionCannotBeUsedOnOtherTables() {
    for (Sql caller : apiRoles()) {
      try (caller) {
        caller.run("create temporary table projects (id uuid)");
        assertThat(
                caller.sqlState(
                    "create trigger mine after insert on pg_temp.projects referencing new table as new_rows"
                        + " for each statement execute function flashfusion_audit.record('projects')"))
            .isEqualTo("42501");
      }
    }
  }

  /** Objects of the caller's own that shadow what the trigger calls. */
  @Test
  void ignoresSearchPathOfCaller() {
    try (Sql user = DATABASE.asUser(alice)) {
      user.run(
          """
          create function pg_temp.jsonb_each(jsonb, out key text, out value jsonb) returns setof record
            language sql as $$ select 'forged', '"forged"'::jsonb $$;
          create function pg_temp.session_user_name() returns text language sql as $$ select 'forged' $$;
          set local search_path = pg_temp, pg_catalog, public;
          """);
      user.update("update public.profiles set bio = 'new'");
      assertThat(
              user.text(
                  "select new - 'updated_at' from flashfusion_audit.entries where table_name = 'profiles' and operation = 'update'"))
          .isEqualTo("{\"bio\": \"new\"}");
    }
  }

  @Test
  void everyFunctionHasAFixedMeaningAndIsClosed() {
    try (Sql owner = DATABASE.sql()) {
      assertThat(
              owner.lines(
                  """
                  select oid::regprocedure from pg_proc p
                  where pronamespace = 'flashfusion_audit'::regnamespace
                    and (proconfig is distinct from array['search_path=pg_catalog, pg_temp'] and prosqlbody is null
                      or exists (select from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) r
                                 where has_function_privilege(r, p.oid, 'execute')))
                  """))
          .isEmpty();
    }
  }

  private static List<Sql> apiRoles() {
    return List.of(
        DATABASE.asAnonymous(), DATABASE.asUser(alice), DATABASE.asService(), DATABASE.asNobody());
  }

  private static List<Sql> callers() {
    return List.of(
        DATABASE.asAnonymous(),
        DATABASE.asUser(alice),
        DATABASE.asService(),
        DATABASE.asNobody(),
        DATABASE.transaction());
  }
}
