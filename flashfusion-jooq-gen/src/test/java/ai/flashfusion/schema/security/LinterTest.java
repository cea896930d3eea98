package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that Supabase's database linter finds nothing here, and plenty in the database in use
 * today.
 */
class LinterTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  static List<LintRules.Rule> rules() {
    return LintRules.ALL;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleHolds(LintRules.Rule rule) {
    try (Sql sql = DATABASE.sql()) {
      assertThat(sql.lines(rule.offenders())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void offenceIsFound(LintRules.Rule rule) {
    try (Sql sql = DATABASE.transaction()) {
      sql.run(rule.offence());
      assertThat(sql.lines(rule.offenders())).isNotEmpty();
    }
  }

  @Test
  void noTableIsGrantedToPublicOrMoreToAnonThanReading() {
    assertThat(
            lines(
                """
                select c.relname, a.grantee::regrole, a.privilege_type
                from pg_class c, aclexplode(c.relacl) a
                where c.relnamespace = 'public'::regnamespace
                  and (a.grantee = 0 or a.grantee = 'anon'::regrole and a.privilege_type <> 'SELECT'
                    or a.grantee = 'authenticated'::regrole
                      and a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
                """))
        .isEmpty();
  }

  @Test
  void publicHoldsNoViewAndNoFunctionThatRunsAsItsOwner() {
    assertThat(
            lines(
                """
                select relname::text from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
                union all
                select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
                """))
        .isEmpty();
  }

  private static List<String> lines(String query) {
    try (Sql sql = DATABASE.sql()) {
      return sql.lines(query);
    }
  }
}
