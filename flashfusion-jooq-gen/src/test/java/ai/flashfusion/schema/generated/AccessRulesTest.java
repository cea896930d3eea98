package ai.flashfusion.schema.generated;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.AccessRules;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  @Test
  void policiesAreThoseOfTheDatabaseWithTheirWords() {
    try (Sql sql = DATABASE.sql()) {
      assertThat(
              AccessRules.policies().stream()
                  .map(
                      policy ->
                          String.join(
                              " | ",
                              policy.table(),
                              policy.name(),
                              policy.command(),
                              policy.roles(),
                              policy.rule())))
          .containsExactlyInAnyOrderElementsOf(
              sql.lines(
                  """
                  select p.tablename, p.policyname, lower(p.cmd), array_to_string(p.roles, ' '),
                         obj_description(k.oid, 'pg_policy')
                  from pg_policies p
                  join pg_policy k on k.polname = p.policyname and k.polrelid = ('public.' || p.tablename)::regclass
                  where p.schemaname = 'public'
                  """));
    }
  }

  @Test
  void writableColumnsAreThoseThatTheDatabaseGrants() {
    List<String> found =
        AccessRules.columns().stream()
            .flatMap(
                columns ->
                    List.of(columns.columns().split(" ", -1)).stream()
                        .map(
                            column ->
                                String.join(
                                    " | ",
                                    columns.role(),
                                    columns.command(),
                                    columns.table(),
                                    column)))
            .toList();
    try (Sql sql = DATABASE.sql()) {
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              sql.lines(
                  """
                  select role, command, c.relname, a.attname
                  from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                  cross join unnest(array['anon', 'authenticated']) as role
                  cross join unnest(array['insert', 'update']) as command
                  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                    and has_column_privilege(role, c.oid, a.attnum, command)
                  """));
    }
  }
}
