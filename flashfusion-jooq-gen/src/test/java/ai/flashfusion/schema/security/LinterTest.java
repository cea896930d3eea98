package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Supabase's database linter looks for, and finds in plenty in the database in use today. */
class LinterTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  @Test
  void everyForeignKeyHasAnIndexThatBeginsWithIt() {
    assertThat(
            lines(
                """
                select c.conrelid::regclass, c.conname from pg_constraint c
                where c.contype = 'f' and c.connamespace = 'public'::regnamespace
                  and not exists (
                    select from pg_index i
                    where i.indrelid = c.conrelid and i.indpred is null
                      and (string_to_array(i.indkey::text, ' '))[1:cardinality(c.conkey)] = c.conkey::text[])
                """))
        .isEmpty();
  }

  @Test
  void noIndexIsThereTwice() {
    assertThat(
            lines(
                """
                select a.indexrelid::regclass, b.indexrelid::regclass
                from pg_index a join pg_index b on b.indrelid = a.indrelid and b.indexrelid < a.indexrelid
                where a.indrelid::regclass::text !~ '^(pg_|flashfusion)' and a.indkey::text = b.indkey::text
                  and a.indoption::text = b.indoption::text and a.indclass::text = b.indclass::text
                  and coalesce(pg_get_expr(a.indpred, a.indrelid), '') = coalesce(pg_get_expr(b.indpred, b.indrelid), '')
                  and coalesce(pg_get_expr(a.indexprs, a.indrelid), '') = coalesce(pg_get_expr(b.indexprs, b.indrelid), '')
                """))
        .isEmpty();
  }

  /** A call outside of a sub-select is made for every row. */
  @Test
  void noPolicyCallsAFunctionOfTheCallerPerRow() {
    assertThat(
            lines(
                """
                select tablename, policyname from (
                  select tablename, policyname,
                         regexp_replace(coalesce(qual, '') || coalesce(with_check, ''),
                           '\\( *SELECT (auth|flashfusion)\\.[a-z_]+\\([^()]*\\)', '', 'g') as rest
                  from pg_policies where schemaname = 'public') as policies
                where rest ~ '(auth|flashfusion)\\.|current_setting'
                """))
        .isEmpty();
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
