package ai.flashfusion.internal.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rights that a login has by itself, of which there should be none.
 *
 * @param power the reason why it is exempt from row level security, or null
 * @param missing the roles of callers that it cannot become, separated by commas, or null
 * @param cannotServe whether it cannot become service_role, which only services need
 * @param inherited the roles whose rights it has without becoming them, or null
 * @param owned how many of the tables it owns
 * @param ownPolicies whether the database's policies are those of the migrations
 * @param sealable whether the database can tell sealed identities from others
 * @param runsText whether a function beside those of Postgres, Supabase and this library can run
 *     any text
 * @param behindPooler whether the server's process is not the one reported to the driver, because a
 *     pooler hands out connections
 * @param encrypted whether the connection is encrypted; null behind a pooler, as only the server
 *     could tell
 * @param unfolded the approximate number of changes of usage that are not yet folded, so that
 *     queries of the rollup must read them; null if there is no rollup
 * @param choosable the roles and tables, such as {@code authenticated projects}, where the role may
 *     choose the id of a row, and where nothing notices an insert that does nothing
 */
public record Login(
    String name,
    @Nullable String power,
    @Nullable String missing,
    boolean cannotServe,
    @Nullable String inherited,
    int owned,
    boolean ownPolicies,
    boolean sealable,
    boolean runsText,
    boolean behindPooler,
    @Nullable Boolean encrypted,
    @Nullable Long unfolded,
    long statementMillis,
    RoleSettings roleSettings,
    Set<String> choosable) {

  /** Reads the rights. A login that may do everything needs no membership. */
  private static final String SQL =
      """
      select r.rolname,
             case when r.rolsuper then 'is superuser' when r.rolbypassrls then 'has BYPASSRLS' end,
             (select string_agg(name, ', ')
              from (values ('anon'), ('authenticated')) wanted (name)
              where not exists (
                select from pg_roles g where g.rolname = name and pg_has_role(r.oid, g.oid, 'member'))),
             not exists (
                select from pg_roles g where g.rolname = 'service_role' and pg_has_role(r.oid, g.oid, 'member')),
             (select string_agg(g.rolname, ', ' order by g.rolname)
              from pg_roles g
              where g.rolname in ('anon', 'authenticated', 'service_role')
                and not r.rolsuper and pg_has_role(r.oid, g.oid, 'usage')),
             (select count(*) from pg_class c
              where c.relowner = r.oid and c.relkind in ('r', 'p')
                and c.relnamespace in (select oid from pg_namespace where nspname = 'public' or nspname like 'flashfusion%')),
             exists (select from pg_namespace where nspname = 'flashfusion'),
             exists (select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
               where n.nspname = 'flashfusion' and p.proname = 'enter'),
             exists (select from pg_proc p join pg_language l on l.oid = p.prolang join pg_namespace n on n.oid = p.pronamespace
               where l.lanname not in ('internal', 'c') and n.nspname !~ '^(pg_|flashfusion)'
                 and n.nspname not in (
                   'information_schema', 'auth', 'storage', 'realtime', '_realtime', '_analytics', 'graphql', 'graphql_public',
                   'vault', 'extensions', 'pgbouncer', 'cron', 'net', 'pgmq', 'supabase_functions', 'supabase_migrations')
                 and (l.lanname not in ('sql', 'plpgsql') or p.prosrc ~* '\\m(execute|prepare|deallocate|import)\\M')
                 and not exists (select from pg_depend d
                   where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')),
             pg_backend_pid(),
             (select ssl from pg_stat_ssl where pid = pg_backend_pid()),
             (select pg_stat_get_live_tuples(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = 'flashfusion_rollup' and c.relname = 'usage_deltas'),
             (select setting::bigint from pg_settings where name = 'statement_timeout'),
             {role settings},
             (select coalesce(string_agg(g.rolname || ' ' || c.relname, ','), '')
              from pg_class c
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
                cross join pg_roles g
              where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p') and not c.relhasrules
                and g.rolname in ('anon', 'authenticated', 'service_role')
                and has_column_privilege(g.oid, c.oid, a.attnum, 'insert')
                and has_column_privilege(g.oid, c.oid, a.attnum, 'select')
                and not exists (
                  select from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
                  where t.tgrelid = c.oid and not t.tgisinternal and t.tgtype & 4 = 4
                    and (t.tgtype & 2 = 2 or (t.tgtype & 1 = 0 and n.nspname !~ '^flashfusion'))))
      from pg_roles r where r.rolname = session_user
      """
          .replace("{role settings}", RoleSettings.COLUMN);

  /** Reads the rights in one round trip. */
  static Login read(PooledConnection pooled) throws SQLException {
    try (Statement statement = pooled.connection().createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      boolean behindPooler = row.getInt(10) != pooled.driver().getBackendPID();
      return new Login(
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getBoolean(4),
          row.getString(5),
          row.getInt(6),
          row.getBoolean(7),
          row.getBoolean(8),
          row.getBoolean(9),
          behindPooler,
          behindPooler ? null : row.getObject(11, Boolean.class),
          row.getObject(12, Long.class),
          row.getLong(13),
          RoleSettings.of((String[]) row.getArray(14).getArray()),
          Set.of(row.getString(15).split(",", -1)));
    }
  }
}
