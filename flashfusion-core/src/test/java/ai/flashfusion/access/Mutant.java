package ai.flashfusion.access;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way to make the database less strict, or more.
 *
 * @param statement the statement that changes the database
 * @param relation the table that it is about
 */
record Mutant(String statement, Relation relation) {

  /** Each clause of a policy is opened, and each policy is dropped. */
  private static final String POLICIES =
      """
      select tablename, format(mutation, policyname, tablename)
      from pg_policies, (values
        ('using', 'alter policy %I on public.%I using (true)'),
        ('check', 'alter policy %I on public.%I with check (true)'),
        ('drop', 'drop policy %I on public.%I')) mutations (part, mutation)
      where schemaname = 'public'
        and case part
          when 'using' then qual <> 'true'
          -- Without a check the condition is the check, too; nothing to loosen where no column that it reads may be written.
          when 'check' then with_check <> 'true' or cmd = 'UPDATE' and with_check is null and exists (
            select from information_schema.columns c
            where c.table_schema = 'public' and c.table_name = tablename and c.column_name in ('user_id', 'project_id', 'team_id')
              and has_column_privilege('authenticated', format('public.%I', tablename), c.column_name, 'update'))
          else true
        end
      order by 1, 2
      """;

  /** Each privilege that an API role lacks for a table, or has for some of its columns only. */
  private static final String GRANTS =
      """
      select relname, format('grant %s on public.%I to %I', privilege, relname, role)
      from pg_class,
        unnest(array['anon', 'authenticated']) role,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not has_table_privilege(role, pg_class.oid, privilege)
      order by 1, 2
      """;

  /** All triggers but those that keep updated_at or sums, or tell followers: they guard nothing. */
  private static final String TRIGGERS =
      """
      select relname, format('drop trigger %I on public.%I', tgname, relname)
      from pg_trigger join pg_class on pg_class.oid = tgrelid
      where not tgisinternal and relnamespace = 'public'::regnamespace
        and tgname not in ('touch_updated_at', 'notify_followers') and tgname not like 'roll\\_up\\_%'
      order by 1, 2
      """;

  private static final String ROW_SECURITY =
      """
      select relname, format('alter table public.%I disable row level security', relname)
      from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      order by 1
      """;

  private static final String CARDS =
      "grant usage on schema flashfusion to anon;"
          + " grant execute on function flashfusion.public_cards(uuid[]) to anon";

  /** Every mutant of a database that is to be noticed. */
  static List<Mutant> of(Database database) throws SQLException {
    List<Mutant> mutants = new ArrayList<>();
    for (String query : List.of(POLICIES, GRANTS, TRIGGERS, ROW_SECURITY)) {
      for (List<@Nullable String> mutant : database.query(query)) {
        String table = Objects.requireNonNull(mutant.get(0));
        mutants.add(
            new Mutant(
                Objects.requireNonNull(mutant.get(1)),
                Relation.valueOf(table.toUpperCase(Locale.ROOT))));
      }
    }
    mutants.add(new Mutant(CARDS, Relation.PROFILES));
    return mutants;
  }

  @Override
  public String toString() {
    return statement;
  }
}
