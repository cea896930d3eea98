package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  @Test
  void rowLevelSecurityIsOnForAllTables() {
    assertThat(
            lines(
                """
                select relname from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity
                """))
        .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
  }

  @Test
  void everyTableHasPolicies() {
    assertThat(lines("select distinct tablename from pg_policies where schemaname = 'public'"))
        .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
  }

  @Test
  void everyPolicySaysItsRuleInWords() {
    assertThat(
            lines(
                """
                select polrelid::regclass, polname from pg_policy
                where coalesce(obj_description(oid, 'pg_policy'), '') = ''
                """))
        .isEmpty();
  }

  @Test
  void oneRoleHasOnePermissivePolicyPerTableAndCommand() {
    assertThat(
            lines(
                """
                select tablename, role.name, command.name, string_agg(policyname, ', ')
                from pg_policies
                cross join (values ('anon'), ('authenticated')) as role (name)
                cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) as command (name)
                where permissive = 'PERMISSIVE' and cmd in (command.name, 'ALL')
                  and (role.name = any (roles) or 'public' = any (roles))
                group by 1, 2, 3
                having count(*) > 1
                """))
        .isEmpty();
  }

  @Test
  void policiesNameTheRolesTheyAreFor() {
    assertThat(
            lines(
                """
                select tablename, policyname, roles from pg_policies
                where not roles <@ case schemaname
                  when 'flashfusion_rollup' then array['service_role'] else array['anon', 'authenticated'] end::name[]
                """))
        .isEmpty();
  }

  private static List<String> lines(String query) {
    try (Sql sql = DATABASE.sql()) {
      return sql.lines(query);
    }
  }
}
