package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionsTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  /**
   * The functions that only read, and run as their owner; those that triggers run or call act as
   * the caller on purpose.
   */
  private static final String READS =
      "prorettype not in ('trigger'::regtype, 'void'::regtype) and prokind = 'f'";

  @Test
  void policyFunctionsAreStableAndRunAsOwner() {
    assertThat(functions(READS + " and provolatile = 's' and prosecdef"))
        .containsExactlyInAnyOrder(
            "flashfusion.auth_user_id()",
            "flashfusion.confirmed_email()",
            "flashfusion.is_sealed()",
            "flashfusion.profile_id()",
            "flashfusion.project_ids(text)",
            "flashfusion.public_cards(uuid[])",
            "flashfusion.shared_project_ids(text)",
            "flashfusion.team_ids(text)")
        .containsExactlyInAnyOrderElementsOf(functions(READS));
  }

  @Test
  void temporarySchemaComesLastInTheSearchPathOfEveryFunction() {
    assertThat(functions("proconfig is distinct from array['search_path=pg_catalog, pg_temp']"))
        .isEmpty();
  }

  @Test
  void noFunctionIsExecutableByPublic() {
    assertThat(
            functions(
                """
                exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner)))
                        where grantee = 0 and privilege_type = 'EXECUTE')
                """))
        .isEmpty();
  }

  @Test
  void helpersAreExecutableByAuthenticatedAlone() {
    assertThat(functions("has_function_privilege('authenticated', p.oid, 'execute')"))
        .containsExactlyInAnyOrderElementsOf(functions("prorettype <> 'trigger'::regtype"));
    assertThat(functions("has_function_privilege('anon', p.oid, 'execute')"))
        .containsExactly("flashfusion.enter(text,text,text)");
    assertThat(functions("has_function_privilege('authenticator', p.oid, 'execute')")).isEmpty();
  }

  @Test
  void publicHoldsNoFunction() {
    try (Sql sql = DATABASE.sql()) {
      assertThat(
              sql.lines(
                  "select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace"))
          .isEmpty();
    }
  }

  @Test
  void callersCannotCreateInTheSchemaOfTheHelpers() {
    try (Sql sql = DATABASE.sql()) {
      assertThat(
              sql.lines(
                  """
                  select role from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) as role
                  where has_schema_privilege(role, 'flashfusion', 'create')
                  """))
          .isEmpty();
    }
  }

  private static List<String> functions(String condition) {
    try (Sql sql = DATABASE.sql()) {
      return sql.lines(
          "select p.oid::regprocedure from pg_proc p where pronamespace = 'flashfusion'::regnamespace and "
              + condition);
    }
  }
}
