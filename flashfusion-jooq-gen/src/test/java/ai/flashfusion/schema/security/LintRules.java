package ai.flashfusion.schema.security;

import java.util.List;

/**
 * The rules of Supabase's database linter, in SQL of our own; each with something that breaks it.
 * Rules about a project's data and settings instead of its schema are left out: unused indexes,
 * bloat, replication slots, anonymous sign-ins.
 */
final class LintRules {

  /**
   * A rule.
   *
   * @param name as the linter reports it
   * @param offenders the query that finds what breaks it
   * @param offence a statement that breaks it
   */
  record Rule(String name, String offenders, String offence) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The schemas that are ours: those of Supabase and Postgres are not the linter's business. */
  private static final String OURS = "(n.nspname = 'public' or n.nspname like 'flashfusion%')";

  /** The schemas that the API serves. */
  private static final String EXPOSED = "n.nspname in ('public', 'graphql_public')";

  private static final String READABLE =
      "(has_table_privilege('anon', c.oid, 'select') or has_table_privilege('authenticated', c.oid, 'select'))";

  private static final String RELATION =
      " from pg_class c join pg_namespace n on n.oid = c.relnamespace ";

  private static final String POLICY =
      " from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace"
          + " cross join lateral (select coalesce(pg_get_expr(p.polqual, p.polrelid), '') as qual,"
          + " coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') as checked) e ";

  private static final String FUNCTION =
      " from pg_proc f join pg_namespace n on n.oid = f.pronamespace ";

  private static final String NAMED = "select n.nspname || '.' || c.relname";

  static final List<Rule> ALL =
      List.of(
          new Rule(
              "unindexed_foreign_keys",
              """
              select k.conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace
              where k.contype = 'f' and %s and not exists (
                select from pg_index i where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
                  and (string_to_array(i.indkey::text, ' '))[1:cardinality(k.conkey)] = k.conkey::text[])
              """
                  .formatted(OURS),
              "drop index public.idx_teams_owner_id"),
          new Rule(
              "auth_users_exposed",
              NAMED
                  + RELATION
                  + " where c.relkind in ('v', 'm') and "
                  + EXPOSED
                  + " and "
                  + READABLE
                  + " and exists (select from pg_rewrite r join pg_depend d on d.objid = r.oid"
                  + " where r.ev_class = c.oid and d.refobjid = 'auth.users'::regclass)",
              "create view public.people as select id, email from auth.users; grant select on public.people to anon"),
          new Rule(
              "auth_rls_initplan",
              """
              select c.relname, p.polname %s cross join lateral (select regexp_replace(e.qual || ' ' || e.checked,
                '\\( *SELECT (auth|flashfusion|current_setting)[a-z_.]*\\([^()]*\\)', '', 'gi') as rest) per_row
              where %s and per_row.rest ~ '(auth|flashfusion)\\.[a-z_]+\\(|current_setting\\('
              """
                  .formatted(POLICY, OURS),
              "alter policy profiles_select on public.profiles using (user_id = auth.uid())"),
          new Rule(
              "no_primary_key",
              NAMED
                  + RELATION
                  + " where c.relkind = 'r' and "
                  + OURS
                  + " and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)",
              "create table flashfusion.keyless (id int)"),
          new Rule(
              "multiple_permissive_policies",
              """
              select c.relname, r.rolname, command %s
              join pg_roles r on r.oid = any (p.polroles) or 0 = any (p.polroles)
              cross join unnest(array['r', 'a', 'w', 'd']) command
              where p.polpermissive and p.polcmd in (command::"char", '*') and %s
                and not r.rolbypassrls and r.rolname not like 'pg\\_%%'
              group by 1, 2, 3 having count(*) > 1
              """
                  .formatted(POLICY, OURS),
              "create policy more on public.teams for select to authenticated using (false)"),
          new Rule(
              "policy_exists_rls_disabled",
              NAMED + POLICY + " where not c.relrowsecurity and " + OURS,
              "alter table public.teams disable row level security"),
          new Rule(
              "rls_enabled_no_policy",
              NAMED
                  + RELATION
                  + " where c.relrowsecurity and "
                  + OURS
                  + " and not exists (select from pg_policy p where p.polrelid = c.oid)",
              "drop policy webhook_logs_select on public.webhook_logs"),
          new Rule(
              "duplicate_index",
              """
              select i.tablename, min(i.indexname) from pg_indexes i join pg_namespace n on n.nspname = i.schemaname
              where %s group by i.schemaname, i.tablename, replace(i.indexdef, i.indexname, '') having count(*) > 1
              """
                  .formatted(OURS),
              "create index again on public.teams (owner_id)"),
          new Rule(
              "security_definer_view",
              NAMED
                  + RELATION
                  + " where c.relkind = 'v' and "
                  + EXPOSED
                  + " and "
                  + READABLE
                  + " and not coalesce(c.reloptions::text, '') ~* 'security_invoker=(1|true|yes|on)'",
              "create view public.all_teams as select * from public.teams; grant select on public.all_teams to anon"),
          new Rule(
              "function_search_path_mutable",
              "select f.oid::regprocedure"
                  + FUNCTION
                  + " where "
                  + OURS
                  + " and not exists (select from unnest(f.proconfig) s where s like 'search\\_path=%')",
              "alter function flashfusion.profile_id() reset search_path"),
          new Rule(
              "rls_disabled_in_public",
              NAMED
                  + RELATION
                  + " where c.relkind = 'r' and not c.relrowsecurity and "
                  + EXPOSED
                  + " and "
                  + READABLE,
              "alter table public.teams disable row level security"),
          new Rule(
              "extension_in_public",
              "select extname from pg_extension where extname <> 'plpgsql' and extnamespace = 'public'::regnamespace",
              "update pg_extension set extname = 'other', extnamespace = 'public'::regnamespace"),
          new Rule(
              "rls_references_user_metadata",
              "select p.polname"
                  + POLICY
                  + " where "
                  + OURS
                  + " and e.qual || e.checked ~ '(auth\\.jwt\\(\\)|request\\.jwt\\.claims).*user_metadata'",
              "alter policy teams_insert on public.teams with check ((auth.jwt() -> 'user_metadata' ->> 'boss') = 'yes')"),
          new Rule(
              "materialized_view_in_api",
              NAMED + RELATION + " where c.relkind = 'm' and " + EXPOSED + " and " + READABLE,
              "create materialized view public.kept as select 1; grant select on public.kept to authenticated"),
          new Rule(
              "foreign_table_in_api",
              NAMED + RELATION + " where c.relkind = 'f' and " + EXPOSED + " and " + READABLE,
              "create foreign data wrapper w; create server s foreign data wrapper w;"
                  + " create foreign table public.far (id int) server s; grant select on public.far to anon"),
          new Rule(
              "unsupported_reg_types",
              NAMED
                  + RELATION
                  + " join pg_attribute a on a.attrelid = c.oid where c.relkind in ('r', 'p', 'v', 'm') and "
                  + OURS
                  + " and a.atttypid in ('regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype,"
                  + " 'regnamespace'::regtype, 'regoper'::regtype, 'regoperator'::regtype, 'regproc'::regtype,"
                  + " 'regprocedure'::regtype)",
              "create table flashfusion.registry (id int primary key, made_by regproc)"),
          new Rule(
              "insecure_queue_exposed_in_api",
              NAMED
                  + RELATION
                  + " where n.nspname = 'pgmq' and c.relkind = 'r' and not c.relrowsecurity",
              "create schema pgmq; create table pgmq.q_jobs (id int primary key)"),
          new Rule(
              "fkey_to_auth_unique",
              """
              select k.conname from pg_constraint k join pg_index i on i.indexrelid = k.conindid
              join pg_class target on target.oid = k.confrelid
              where k.contype = 'f' and target.relnamespace = 'auth'::regnamespace and not i.indisprimary
              """,
              "alter table public.profiles add constraint by_email foreign key (email) references auth.users (email)"),
          new Rule(
              "extension_versions_outdated",
              "select name from pg_available_extensions where installed_version <> default_version",
              "update pg_extension set extversion = '0.1'"),
          new Rule(
              "sensitive_columns_exposed",
              NAMED
                  + RELATION
                  + " join pg_attribute a on a.attrelid = c.oid where c.relkind = 'r' and not c.relrowsecurity and "
                  + EXPOSED
                  + " and "
                  + READABLE
                  + " and a.attname ~ '(password|passphrase|secret|token|api_?key|private_key|otp|ssn|card|cvv|iban|account_number)'",
              "alter table public.webhooks disable row level security"),
          new Rule(
              "rls_policy_always_true",
              """
              select c.relname, p.polname %s
              where p.polpermissive and c.relrowsecurity and %s
                and (0 = any (p.polroles) or exists (
                  select from unnest(p.polroles) r where r::regrole::text in ('anon', 'authenticated')))
                and (p.polcmd in ('w', 'd', '*') and (p.polqual is null or e.qual ~* '^\\(*(true|1 *= *1)\\)*$')
                  or e.checked ~* '^\\(*(true|1 *= *1)\\)*$'
                  or p.polcmd = 'a' and p.polwithcheck is null)
              """
                  .formatted(POLICY, OURS),
              "alter policy teams_update on public.teams with check (true)"),
          new Rule(
              "rls_policy_null_auth_disjunct",
              "select c.relname, p.polname"
                  + POLICY
                  + " where "
                  + OURS
                  + " and e.qual ~* '(auth\\.(uid|jwt|role)|flashfusion\\.profile_id)\\(\\)[^()]*\\)* is null'",
              "alter policy teams_select on public.teams using ((select auth.uid()) is null or id is null)"),
          new Rule(
              "public_bucket_allows_listing",
              "select policyname from pg_policies where schemaname = 'storage'",
              "create schema storage; create table storage.objects (id int primary key);"
                  + " create policy list on storage.objects for select using (true)"),
          new Rule(
              "pg_graphql_anon_table_exposed",
              // Its introspection shows the names of what a role may read, here only public
              // projects.
              NAMED
                  + RELATION
                  + " where c.relkind in ('r', 'v', 'm', 'f') and "
                  + OURS
                  + " and has_any_column_privilege('anon', c.oid, 'select') and c.relname not in ('projects', 'project_files')",
              "grant select (id) on public.teams to anon"),
          new Rule(
              "pg_graphql_authenticated_table_exposed",
              NAMED
                  + RELATION
                  + " where c.relkind in ('r', 'v', 'm', 'f') and "
                  + OURS
                  + " and has_any_column_privilege('authenticated', c.oid, 'select')"
                  + " and not c.relrowsecurity and n.nspname <> 'flashfusion_audit_private'",
              "create table public.notes (id int primary key); grant select on public.notes to authenticated"),
          new Rule(
              "anon_security_definer_function_executable",
              "select f.oid::regprocedure"
                  + FUNCTION
                  + " where f.prosecdef and has_function_privilege('anon', f.oid, 'execute') and "
                  + OURS
                  // Anonymous sessions enter with their seal; the schema is not exposed.
                  + " and f.oid <> 'flashfusion.enter(text,text,text)'::regprocedure",
              "grant execute on function flashfusion.profile_id() to anon"),
          new Rule(
              "authenticated_security_definer_function_executable",
              "select f.oid::regprocedure"
                  + FUNCTION
                  + " where f.prosecdef and has_function_privilege('authenticated', f.oid, 'execute') and "
                  + EXPOSED,
              "alter function flashfusion.profile_id() set schema public"),
          new Rule(
              "autovacuum_disabled",
              NAMED
                  + RELATION
                  + " where "
                  + OURS
                  + " and c.reloptions::text ~* 'autovacuum_enabled=(0|false|no|off)'",
              "alter table flashfusion_rollup.usage_deltas set (autovacuum_enabled = off)"),
          new Rule(
              "invalid_index",
              NAMED
                  + RELATION
                  + " join pg_index i on i.indexrelid = c.oid where not i.indisvalid and "
                  + OURS,
              "update pg_index set indisvalid = false where indexrelid = 'public.teams_slug_key'::regclass"));

  private LintRules() {}
}
