package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionsTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  @Test
  void helpersOfPoliciesAreStableAndReadAsTheirOwner() {
    assertThat(
            functions(
                "prorettype <> 'trigger'::regtype and provolatile = 's' and prosecdef and prokind = 'f'"))
        .containsExactlyInAnyOrder(
            "flashfusion.profile_id()",
            "flashfusion.project_ids(text)",
            "flashfusion.shared_project_ids(text)",
            "flashfusion.team_ids(text)")
        .containsExactlyInAnyOrderElementsOf(functions("prorettype <> 'trigger'::regtype"));
  }

  @Test
  void searchPathOfEveryFunctionIsEmpty() {
    assertThat(functions("proconfig is distinct from array['search_path=\"\"']")).isEmpty();
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
    assertThat(functions("has_function_privilege('anon', p.oid, 'execute')")).isEmpty();
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
