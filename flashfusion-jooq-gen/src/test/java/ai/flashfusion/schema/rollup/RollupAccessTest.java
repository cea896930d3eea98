package ai.flashfusion.schema.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.migration.Migrations;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that everybody's usage is for the service only, and nobody writes the sums except by
 * recording usage.
 */
class RollupAccessTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private static Person alice;

  @BeforeAll
  static void start() {
    try (Sql owner = DATABASE.sql()) {
      alice = Person.signUp(owner, "alice");
      for (int i = 0; i < 2; i++) {
        owner.update(
            "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'x')",
            alice.profileId());
        if (i == 0) {
          Rollup.fold(owner);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table flashfusion_rollup.usage_hours",
        "table flashfusion_rollup.usage_deltas",
        "select * from flashfusion_rollup.usage('-infinity', 'infinity')",
        "select flashfusion_rollup.fold_usage()",
        "select flashfusion_rollup.rebuild_usage()"
      })
  void usersNeitherReadNorCallAnything(String statement) {
    for (Sql caller :
        List.of(DATABASE.asAnonymous(), DATABASE.asUser(alice), DATABASE.asNobody())) {
      try (caller) {
        assertThat(caller.sqlState(statement))
            .as(caller.text("select current_user"))
            .isEqualTo("42501");
      }
    }
    try (Sql service = DATABASE.asService()) {
      assertThat(service.reaches(statement)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into flashfusion_rollup.usage_deltas values (now(), 'openai', 'x', 1, 1, 1, 1, 1, 1)",
        "insert into flashfusion_rollup.usage_hours values (now(), 'openai', 'y', 1, 1, 1, 1, 1, 1)",
        "update flashfusion_rollup.usage_hours set requests = 0",
        "delete from flashfusion_rollup.usage_deltas",
        "truncate flashfusion_rollup.usage_hours",
        "lock table flashfusion_rollup.usage_hours in share row exclusive mode",
        "alter table public.ai_usage_logs disable trigger roll_up_insert",
        "create table flashfusion_rollup.mine (id int)",
        "select flashfusion_rollup.record_usage()"
      })
  void noCallerWritesRollup(String statement) {
    for (Sql caller : callers()) {
      try (caller) {
        assertThat(caller.sqlState(statement))
            .as(caller.text("select current_user"))
            .isEqualTo("42501");
      }
    }
  }

  /** Checks the protection beside the missing usage of the schema. */
  @Test
  void everyObjectIsProtectedIndividually() {
    try (Sql owner = DATABASE.sql()) {
      owner.run("grant usage on schema flashfusion_rollup to anon, authenticated, authenticator");
      try {
        usersNeitherReadNorCallAnything("table flashfusion_rollup.usage_hours");
        usersNeitherReadNorCallAnything("table flashfusion_rollup.usage_deltas");
        usersNeitherReadNorCallAnything("select flashfusion_rollup.fold_usage()");
        usersNeitherReadNorCallAnything("select flashfusion_rollup.rebuild_usage()");
        usersNeitherReadNorCallAnything(
            "select * from flashfusion_rollup.usage('-infinity', 'infinity')");
        noCallerWritesRollup("select flashfusion_rollup.record_usage()");
        triggerFunctionCannotBeUsedOnOtherTables();
        owner.run("grant select on flashfusion_rollup.usage_hours to authenticated");
        try (Sql user = DATABASE.asUser(alice)) {
          assertThat(user.lines("table flashfusion_rollup.usage_hours")).isEmpty();
        }
      } finally {
        owner.run(
            """
            revoke usage on schema flashfusion_rollup from anon, authenticated, authenticator;
            revoke select on flashfusion_rollup.usage_hours from authenticated;
            """);
      }
    }
  }

  /** A table of one's own with the trigger function on it could invent any usage. */
  private static void triggerFunctionCannotBeUsedOnOtherTables() {
    for (Sql caller : callers()) {
      try (caller) {
        caller.run("create temporary table mine (id uuid)");
        assertThat(
                caller.sqlState(
                    "create trigger mine after insert on pg_temp.mine referencing new table as new_rows"
                        + " for each statement execute function flashfusion_rollup.record_usage()"))
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void functionsRunningAsOwnerHaveFixedSearchPath() {
    try (Sql owner = DATABASE.sql()) {
      assertThat(
              owner.lines(
                  """
                  select proname, proconfig from pg_proc
                  where pronamespace = 'flashfusion_rollup'::regnamespace and prosecdef order by 1
                  """))
          .containsExactly(
              "fold_usage | {\"search_path=pg_catalog, pg_temp\"}",
              "rebuild_usage | {\"search_path=pg_catalog, pg_temp\",row_security=off}",
              "record_usage | {\"search_path=pg_catalog, pg_temp\"}");
    }
  }

  /**
   * Checks that rebuilding fails if a policy would hide rows, as it would take the others for none.
   */
  @Test
  void rebuildingFailsWherePoliciesBindTheOwner() {
    SchemaDatabase database = SchemaDatabase.supabase();
    Migrations.migrate(database.login("plain_owner"));
    try (Sql owner = Sql.transactionOn(database.login("plain_owner"))) {
      owner.run("alter table public.ai_usage_logs force row level security");

      assertThat(owner.sqlState("select flashfusion_rollup.rebuild_usage()")).isEqualTo("42501");
    }
  }

  private static List<Sql> callers() {
    return List.of(
        DATABASE.asAnonymous(), DATABASE.asUser(alice), DATABASE.asService(), DATABASE.asNobody());
  }
}
