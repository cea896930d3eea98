package ai.flashfusion.schema.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryTest {

  private static final SchemaDatabase TABLES = SchemaDatabase.withTablesOnly();
  private static final SchemaDatabase MIGRATED = SchemaDatabase.migrated();

  private static final String COLUMNS =
      """
      select c.relname, a.attnum, a.attname,
             replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
             case when a.attnotnull then 'NO' else 'YES' end,
             coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
             coalesce((
               select string_agg(literal[1], '/' order by position)
               from pg_constraint k,
                 regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g')
                   with ordinality as found (literal, position)
               where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
                 and k.conname not like '%\\_readable'), '')
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      """;

  private static final String CONSTRAINTS =
      """
      select c.conrelid::regclass::text, c.conname,
             case c.contype when 'c' then 'check' when 'f' then 'foreign key' when 'p' then 'primary key'
               when 'u' then 'unique' else c.contype::text end,
             (select string_agg(a.attname, ' ' order by key.position)
              from unnest(c.conkey) with ordinality as key (attnum, position)
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = key.attnum),
             coalesce((select f.relname::text from pg_class f where f.oid = c.confrelid), ''),
             case when c.contype <> 'f' then '' else
               case c.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
                 when 'n' then 'set null' when 'd' then 'set default' end end
      from pg_constraint c
      where c.connamespace = 'public'::regnamespace and c.conrelid <> 0
      """;

  private static final String INDEXES =
      """
      select tablename, indexname, substring(indexdef from ' USING (.*)$')
      from pg_indexes where schemaname = 'public'
      """;

  @Test
  void columnsAreThoseOfTheDatabaseInUse() {
    assertThat(found(TABLES, COLUMNS))
        .containsExactlyInAnyOrderElementsOf(Dictionary.lines(Dictionary.columns()));
  }

  @Test
  void laterVersionsLeaveColumnsAsTheyAre() {
    assertThat(found(MIGRATED, COLUMNS))
        .containsExactlyInAnyOrderElementsOf(Dictionary.lines(Dictionary.columns()));
  }

  @Test
  void constraintsAreThoseOfTheDatabaseInUse() {
    assertThat(found(TABLES, CONSTRAINTS))
        .containsExactlyInAnyOrderElementsOf(Dictionary.lines(Dictionary.constraints()));
  }

  @Test
  void laterVersionsAddTeamReferenceAndRulesForDeletionAndUnreadableValues() {
    List<String> expected = new ArrayList<>(Dictionary.lines(Dictionary.constraints()));
    expected.replaceAll(line -> line.replace("no action", "set null"));
    expected.add("projects | projects_team_id_fkey | foreign key | team_id | teams | set null");

    assertThat(found(MIGRATED, CONSTRAINTS))
        .filteredOn(
            line -> !line.matches("(\\w+) \\| \\1_(\\w+)_readable \\| check \\| \\2 \\|  \\| "))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void indexesAreThoseOfTheDatabaseInUse() {
    assertThat(found(TABLES, INDEXES))
        .containsExactlyInAnyOrderElementsOf(Dictionary.lines(Dictionary.indexes()));
  }

  @Test
  void laterVersionsDropOnlyIndexesThatArePrefixesOfOthers() {
    List<String> dropped = new ArrayList<>(Dictionary.lines(Dictionary.indexes()));
    dropped.removeAll(found(MIGRATED, INDEXES));

    assertThat(dropped)
        .extracting(line -> line.split(" \\| ", -1)[1])
        .containsExactlyInAnyOrder(
            "idx_ai_usage_user_id",
            "idx_deployments_project_id",
            "idx_profiles_email",
            "idx_profiles_user_id",
            "idx_profiles_username",
            "idx_projects_slug",
            "idx_projects_user_id");
  }

  @Test
  void dictionaryHasSixteenTablesAnd206Columns() {
    assertThat(Dictionary.tables()).hasSize(16);
    assertThat(Dictionary.columns()).hasSize(206);
  }

  private static List<String> found(SchemaDatabase database, String query) {
    try (Sql sql = database.sql()) {
      return sql.lines(query);
    }
  }
}
