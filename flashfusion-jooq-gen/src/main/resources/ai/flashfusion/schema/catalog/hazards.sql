-- What surrounds the schema and undoes what it promises, as (rank, subject, problem, who mends it, how). Reads pg_catalog alone, which every
-- login may. The first row names who owns the tables. One more finding is one more select at the end: what must be mended first
-- has the lower rank.
with recursive given (tables, schemas) as (
  select ?::text[], ?::text[]
),
me as (
  select r.*, r.rolsuper or r.rolbypassrls as powerful from pg_roles r where r.rolname = session_user
),
database as (
  select d.*, pg_get_userbyid(d.datdba) as owner from pg_database d where d.datname = current_database()
),
-- Whoever comes from outside without being the service.
anyone (oid, name) as (
  select 0::oid, 'public' union all select oid, rolname from pg_roles where rolname in ('anon', 'authenticated')
),
caller as (
  select * from pg_roles where rolname in ('anon', 'authenticated', 'service_role')
),
login as (
  select * from pg_roles where rolname in (session_user, 'authenticator', 'flashfusion_user', 'flashfusion_service')
),
relation as (
  select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as name, pg_get_userbyid(c.relowner) as owner,
         case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table'
           else 'table' end as kind,
         exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e') as of_extension
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_(toast|temp)'
),
ours as (
  select r.* from relation r, given
  where r.nspname = 'public' and r.relname = any (tables) and r.relkind in ('r', 'p') or r.nspname = any (schemas)
),
our_schema as (
  select n.* from pg_namespace n, given where n.nspname = any (schemas)
),
-- Schemas that the API serves.
exposed as (
  select n.* from pg_namespace n, given
  where n.nspname <> all (schemas) and (n.nspname in ('public', 'graphql_public') or n.nspname in (
    select btrim(s, ' "') from pg_db_role_setting, unnest(setconfig) o, unnest(string_to_array(substr(o, strpos(o, '=') + 1), ',')) s
    where o like 'pgrst.db_schemas=%'))
),
routine as (
  select p.*, n.nspname, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name, -- of a procedure, with IN
         pg_get_userbyid(p.proowner) as owner,
         n.nspname not in (select nspname from exposed) and pg_get_userbyid(p.proowner) ~ '^supabase_.*admin$' as of_supabase,
         (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
          where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') as extension
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in ('pg_catalog', 'information_schema')
),
owner as (
  select r.* from pg_roles r where r.oid = coalesce(
    (select o.relowner from ours o
     where o.relowner not in (select oid from caller) and o.relowner not in (select oid from login where rolname <> session_user)
     group by o.relowner order by count(*) desc, o.relowner limit 1),
    (select datdba from database))
),
-- Schemas in which anyone may name things, other than those of the library and of Postgres.
open_schema as (
  select n.* from pg_namespace n, given
  where n.nspname <> all (schemas) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and exists (select from anyone a where has_schema_privilege(a.oid, n.oid, 'usage'))
),
reach as (
  select r.* from relation r join open_schema s on s.oid = r.relnamespace
  where not r.of_extension and exists (
    select from anyone a
    where has_table_privilege(a.oid, r.oid, 'select, insert, update, delete') or has_any_column_privilege(a.oid, r.oid, 'select, insert, update'))
),
kept as (
  select oid, name from ours union select oid, name from relation where name = 'auth.users'
),
above (oid) as (
  select oid from kept
  union
  select w.ev_class from above a join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.oid
    and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid where w.ev_class <> a.oid
),
-- A role, and why those who may become it must be few.
power as (
  select r.oid, r.rolname, case
      when r.rolsuper then 'is a superuser'
      when r.rolbypassrls then 'has BYPASSRLS'
      when r.rolname ~ '^pg_' then 'has rights beyond row level security'
      when r.oid = (select oid from owner) or exists (select from ours o where o.relowner = r.oid) then 'owns tables'
      when r.rolname in ('authenticated', 'authenticator') then 'is not theirs'
      when exists (select from kept k join pg_class c on c.oid = k.oid, aclexplode(c.relacl) x where x.grantee = r.oid)
        or exists (select from kept k join pg_attribute c on c.attrelid = k.oid, aclexplode(c.attacl) x where x.grantee = r.oid)
        or exists (select from our_schema s, aclexplode(s.nspacl) x where x.grantee = r.oid) then 'may use the tables'
    end as why
  from pg_roles r
),
membership as (
  select m.oid as member_oid, m.rolname as member, g.rolname as granted, w.rolname as grantor, a.grantor as grantor_oid,
         (select min(case when p.oid = g.oid then '' else ', and so of ' || p.rolname end || ', which ' || p.why) from power p
          where p.why is not null and pg_has_role(g.oid, p.oid, 'member') and p.rolname <> m.rolname) as why
  from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid left join pg_roles w on w.oid = a.grantor
  where m.oid in (select oid from caller union select oid from login)
    and not (m.oid in (select oid from login) and g.rolname in ('anon', 'authenticated', 'service_role'))
    and not (m.rolname = 'service_role' and g.rolname in ('anon', 'authenticated'))
    and not exists (select from me where me.oid = m.oid and (powerful or me.oid = (select oid from owner)))
),
setting as (
  select s.setrole, s.setdatabase, r.rolname, d.datname, d.datdba, split_part(o, '=', 1) as name, substr(o, strpos(o, '=') + 1) as value
  from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase, unnest(s.setconfig) o
  where (s.setrole = 0 or s.setrole in (select oid from caller union select oid from login))
    and s.setdatabase in (0, (select oid from database))
),
-- Settings with which statements mean something else, and the values with which they do not.
meaning (name, harmless, why) as (
  values
    ('role', '^none$', 'statements without an identity run as it'),
    ('session_authorization', '^$', 'statements run as it'),
    ('request.*', '^$', 'it names a caller'),
    ('flashfusion.*', '^$', 'it speaks for the library'),
    ('search_path', '^((^|, *)("\$user"|public|extensions|"extensions"|"public"))+$', 'names mean other tables and functions'),
    ('row_security', '^(on|true|yes|1|t|y)$', 'statements that row level security filters fail'),
    ('session_replication_role', '^origin$', 'triggers and foreign keys do not work'),
    ('standard_conforming_strings', '^(on|true|yes|1|t|y)$', 'texts end elsewhere than the library takes it'),
    ('backslash_quote', '^(safe_encoding|off|false|no|0)$', 'texts end elsewhere than the library takes it'),
    ('array_nulls', '^(on|true|yes|1|t|y)$', 'nulls in arrays become texts'),
    ('transform_null_equals', '^(off|false|no|0|f|n)$', 'comparisons with null mean something else'),
    ('default_transaction_read_only', '^(off|false|no|0|f|n)$', 'nothing can be written'),
    ('lo_compat_privileges', '^(off|false|no|0|f|n)$', 'large objects are open to everybody'),
    ('session_preload_libraries', '^[ ",]*((supautils|safeupdate)[ ",]*)*$', 'code runs with every connection'),
    ('local_preload_libraries', '^$', 'code runs with every connection')
),
genuine (name, type, body) as (
  values
    ('uid', 'uuid', 'select coalesce(nullif(current_setting(''request.jwt.claim.sub'', true), ''''), '
      '(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''))::uuid'),
    ('role', 'text', 'select coalesce(nullif(current_setting(''request.jwt.claim.role'', true), ''''), '
      '(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''role''))::text'),
    ('email', 'text', 'select coalesce(nullif(current_setting(''request.jwt.claim.email'', true), ''''), '
      '(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''email''))::text'),
    ('jwt', 'jsonb', 'select coalesce(nullif(current_setting(''request.jwt.claim'', true), ''''), '
      'nullif(current_setting(''request.jwt.claims'', true), ''''))::jsonb')
),
hazard (rank, subject, problem, who, fix) as (
  select 10, o.kind || ' ' || o.name, format('is owned by %I, unlike the other tables', o.owner), 'a superuser',
         format('alter %s %s owner to %I', o.kind, o.name, w.rolname)
  from ours o, owner w
  where o.relowner <> w.oid and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = o.oid and d.deptype in ('a', 'i') and o.relkind = 'S')
  union all
  select 10, 'schema ' || quote_ident(s.nspname), format('is owned by %I, unlike the tables', pg_get_userbyid(s.nspowner)), 'a superuser',
         format('alter schema %I owner to %I', s.nspname, w.rolname)
  from our_schema s, owner w where s.nspowner <> w.oid
  union all
  select 10, 'function ' || r.name, format('is owned by %I, unlike the tables', r.owner), 'a superuser',
         format('alter routine %s owner to %I', r.name, w.rolname)
  from routine r join our_schema s on s.oid = r.pronamespace, owner w where r.proowner <> w.oid
  union all
  select 10, 'schema ' || quote_ident(s.nspname), format('is owned by %I, which may put anything there', c.rolname), 'a superuser',
         format('alter schema %I owner to %I', s.nspname, (select rolname from owner))
  from pg_namespace s join (select * from caller union select * from login) c on c.oid = s.nspowner
  where s.nspname not in (select nspname from our_schema) and s.nspname !~ '^pg_' and c.oid <> (select oid from owner)
    and (s.oid in (select oid from open_schema) or s.nspname = 'auth')

  union all
  select 10, 'database ' || quote_ident(d.datname), format('is owned by %I, which may create anything in it', c.rolname), 'a superuser',
         format('alter database %I owner to %I', d.datname, (select rolname from owner))
  from database d join (select * from caller union select * from login) c on c.oid = d.datdba
  where c.oid <> (select oid from owner) and not c.rolsuper

  union all
  select 20, 'role ' || r.rolname, a.problem, 'a superuser', format('alter role %I %s', r.rolname, a.attribute)
  from caller r, lateral (values
    (r.rolsuper, 'is a superuser: nothing binds it', 'nosuperuser'),
    (r.rolbypassrls and r.rolname <> 'service_role', 'has BYPASSRLS: row level security does not bind it', 'nobypassrls'),
    (not r.rolbypassrls and r.rolname = 'service_role', 'lacks BYPASSRLS: services see no rows', 'bypassrls'),
    (r.rolcreaterole, 'may create roles', 'nocreaterole'),
    (r.rolcreatedb, 'may create databases', 'nocreatedb'),
    (r.rolreplication, 'may read every row from the log', 'noreplication'),
    (r.rolcanlogin, 'may log in without naming anybody', 'nologin')) a (found, problem, attribute)
  where a.found
  union all
  select 20, 'login ' || me.rolname, a.problem, 'a superuser', format('alter role %I %s', me.rolname, a.attribute)
  from me, lateral (values
    (me.rolcreaterole, 'may create roles', 'nocreaterole'),
    (me.rolcreatedb, 'may create databases', 'nocreatedb'),
    (me.rolreplication, 'may read every row from the log', 'noreplication')) a (found, problem, attribute)
  where a.found and not me.powerful and me.rolname not in (select rolname from caller)
  union all
  select 20, 'login ' || me.rolname, format('owns objects of its own: %s', count(*)), 'a superuser',
         format('reassign owned by %I to %I', me.rolname, (select rolname from owner))
  from me join pg_shdepend d on d.refclassid = 'pg_authid'::regclass and d.refobjid = me.oid and d.deptype = 'o'
  where d.dbid in (0, (select oid from database)) and not me.powerful and me.oid <> (select oid from owner)
    and not (d.classid = 'pg_class'::regclass and d.objid in (select oid from ours))
    and not (d.classid = 'pg_proc'::regclass and d.objid in (select oid from routine where pronamespace in (select oid from our_schema)))
    and not (d.classid = 'pg_namespace'::regclass and (d.objid in (select oid from our_schema) or d.objid in (select oid from open_schema)))
  group by me.rolname having count(*) > 0

  union all
  select 30, 'role ' || m.member, format('is a member of %I', m.granted) || m.why, 'a superuser',
         format('revoke %I from %I', m.granted, m.member) || coalesce(case when m.grantor_oid <> 10 then ' granted by ' || quote_ident(m.grantor) end, '')
  from membership m where m.why is not null

  union all
  select 30, 'role ' || m.rolname, format('may make others members of %I', g.rolname), 'a superuser',
         format('revoke admin option for %I from %I', g.rolname, m.rolname)
           || coalesce(case when a.grantor <> 10 then ' granted by ' || quote_ident(w.rolname) end, '')
  from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid left join pg_roles w on w.oid = a.grantor
  where a.admin_option and (m.oid in (select oid from caller) or m.oid in (select oid from login where not rolsuper and not rolbypassrls))
    and g.rolname in ('anon', 'authenticated', 'service_role')
  union all
  select 30, 'role ' || r.rolname, format('may set %s', (pg_identify_object(d.classid, d.objid, 0)).identity), 'a superuser',
         format('revoke all on parameter %s from %I', (pg_identify_object(d.classid, d.objid, 0)).identity, r.rolname)
  from pg_shdepend d join (select * from caller union select * from login) r on r.oid = d.refobjid
  where d.classid = to_regclass('pg_catalog.pg_parameter_acl') and d.deptype = 'a'

  union all
  select 40, 'grant ' || quote_ident(l.rolname) || ' on ' || p.name, 'not expected: the login may use it without an identity', p.owner,
         format('revoke all on %s from %I cascade', p.name, l.rolname)
  from (
    select name, owner, relacl as acl from ours union all select name, owner, relacl from relation where name = 'auth.users'
    union all select 'function ' || name, owner, proacl from routine where pronamespace in (select oid from our_schema)
    union all select 'schema ' || quote_ident(nspname), pg_get_userbyid(nspowner), nspacl from our_schema) p,
    aclexplode(p.acl) x join login l on l.oid = x.grantee
  where p.owner <> l.rolname and not l.rolsuper and not l.rolbypassrls
  group by l.rolname, p.name, p.owner
  union all
  select 40, 'grant ' || a.name || ' on auth.users', 'not expected: people''s addresses are read with it', u.owner,
         format('revoke all on auth.users from %s cascade', a.name)
  from relation u, anyone a
  where u.name = 'auth.users' and (
    exists (select from aclexplode(u.relacl) x where x.grantee = a.oid)
    or exists (select from pg_attribute c, aclexplode(c.attacl) x where c.attrelid = u.oid and x.grantee = a.oid))

  union all
  select 50, 'setting ' || s.name, concat_ws(' ', 'is', quote_literal(s.value), 'for', coalesce('role ' || quote_ident(s.rolname), 'everybody'),
           'in ' || quote_ident(s.datname)) || ': ' || m.why,
         case when s.setrole = 0 and s.setdatabase <> 0 and m.name not in
             ('session_replication_role', 'lo_compat_privileges', 'session_preload_libraries')
           then pg_get_userbyid(s.datdba) else 'a superuser' end,
         case m.name when 'default_transaction_read_only' then 'begin read write; ' else '' end
           || case when s.setrole = 0 and s.setdatabase <> 0 then 'alter database ' || quote_ident(s.datname)
           else 'alter role ' || coalesce(quote_ident(s.rolname), 'all') || coalesce(' in database ' || quote_ident(s.datname), '') end
           || ' reset ' || (select string_agg(quote_ident(part), '.' order by i) from unnest(string_to_array(s.name, '.')) with ordinality x (part, i))
           || case m.name when 'default_transaction_read_only' then '; commit' else '' end
  from setting s join meaning m on s.name = m.name or m.name like '%*' and starts_with(s.name, rtrim(m.name, '*'))
  where s.value !~* m.harmless
  union all
  select 50, 'setting ' || s.name, format('is %L: %s', s.setting, m.why),
         case s.source when 'client' then 'the application' else 'a superuser' end,
         case s.source when 'client' then format('remove %s from the options of the connection', s.name)
           else format('alter system set %s = %L; select pg_reload_conf()', s.name, s.boot_val) end
  from pg_settings s join meaning m using (name)
  where s.source in ('client', 'configuration file', 'command line', 'environment variable', 'global') and s.setting !~* m.harmless
    and s.setting is distinct from s.boot_val and s.name <> 'search_path'
  union all
  select 50, 'setting ' || n.name, format('is %L: %s', current_setting(n.name, true), m.why), 'the application',
         format('remove %s from the options of the connection and the configuration of the server; a pooler must close the connections it kept',
           n.name)
  from meaning m join (values ('role'), ('request.jwt.claims'), ('request.jwt.claim'), ('request.jwt.claim.sub'), ('request.jwt.claim.role'),
    ('request.jwt.claim.email')) n (name) on n.name = m.name or m.name like '%*' and starts_with(n.name, rtrim(m.name, '*'))
  where coalesce(current_setting(n.name, true), '') !~* ('^$|' || m.harmless)
    and not exists (select from setting s where s.name = n.name)

  union all
  select 60, format('function auth.%s()', g.name), case when p.oid is null then 'missing' else 'is not that of Supabase: policies believe another caller' end,
         case when p.oid is null then pg_get_userbyid(n.nspowner) else pg_get_userbyid(p.proowner) end,
         format(E'create or replace function auth.%s() returns %s language sql stable as $$\n  %s\n$$', g.name, g.type, g.body)
  from genuine g join pg_namespace n on n.nspname = 'auth'
  left join pg_proc p on p.pronamespace = n.oid and p.proname = g.name and p.pronargs = 0
  where p.oid is null or p.prosecdef or p.provolatile <> 's' or p.proconfig is not null or p.prorettype <> g.type::regtype
    or p.prolang <> (select oid from pg_language where lanname = 'sql')
    or regexp_replace(lower(regexp_replace(p.prosrc, '--[^\n]*', '', 'g')), '[\s;()]|::text', '', 'g')
       <> regexp_replace(lower(g.body), '[\s;()]|::text', '', 'g')
  union all
  select 60, 'grant ' || quote_ident(c.rolname) || ' on schema ' || n.nspname, 'missing: usage', case n.nspowner
           when 'pg_database_owner'::regrole then (select owner from database) else pg_get_userbyid(n.nspowner) end,
         format('grant usage on schema %s to %I', n.nspname, c.rolname)
  from pg_namespace n, caller c where n.nspname in ('auth', 'public') and not has_schema_privilege(c.oid, n.oid, 'usage')
  union all
  select 60, format('grant %I on function auth.%s()', c.rolname, p.proname), 'missing: execute', pg_get_userbyid(p.proowner),
         format('grant execute on function auth.%s() to %I', p.proname, c.rolname)
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'auth' join genuine g on g.name = p.proname, caller c
  where p.pronargs = 0 and not has_function_privilege(c.oid, p.oid, 'execute')
  union all
  select 10, format('function auth.%s()', p.proname), format('is owned by %I, which may change it', pg_get_userbyid(p.proowner)), 'a superuser',
         format('alter function auth.%I() owner to %I', p.proname, pg_get_userbyid(n.nspowner))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'auth' join genuine g on g.name = p.proname
  where p.pronargs = 0 and (p.proowner in (select oid from caller) or p.proowner in (select oid from login))
    and p.proowner not in (n.nspowner, (select oid from owner))

  union all
  select 70, 'publication ' || quote_ident(p.pubname), 'sends ' || string_agg(o.name, ', ' order by o.name) || ' to whoever subscribes',
         pg_get_userbyid(p.pubowner),
         case
           when p.puballtables then format('drop publication %I', p.pubname)
           when bool_and(r.oid is not null) then format('alter publication %I drop table %s', p.pubname, string_agg(o.name, ', ' order by o.name))
           else format('alter publication %I drop tables in schema %s', p.pubname, string_agg(distinct quote_ident(o.nspname), ', '))
         end
  from pg_publication p join pg_publication_tables t on t.pubname = p.pubname
  join ours o on o.nspname = t.schemaname and o.relname = t.tablename
  left join pg_publication_rel r on r.prpubid = p.oid and r.prrelid = o.oid
  group by p.oid, p.pubname, p.pubowner, p.puballtables

  union all
  select 80, r.kind || ' ' || r.name, 'shows tables with the rights of its owner, not of the caller', r.owner,
         case when r.relkind = 'v' and current_setting('server_version_num')::int >= 150000
           then format('alter view %s set (security_invoker = true)', r.name)
           else format('revoke all on %s from public, anon, authenticated cascade', r.name) end
  from reach r join above a on a.oid = r.oid
  where r.relkind in ('v', 'm') and not r.oid in (select oid from kept)
    and not coalesce(r.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'], false)
  union all
  select 80, format('rule %I of %s', w.rulename, r.name), 'reads or writes tables with the rights of its owner, not of the caller', r.owner,
         format('drop rule %I on %s', w.rulename, r.name)
  from pg_rewrite w join relation r on r.oid = w.ev_class
  where w.rulename <> '_RETURN' and not r.oid in (select oid from ours) and exists (
    select from pg_depend d join kept k on k.oid = d.refobjid
    where d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass)
  union all
  select 80, r.kind || ' ' || r.name, 'shows another database without row level security', r.owner,
         format('revoke all on %s from public, anon, authenticated cascade', r.name)
  from reach r where r.relkind = 'f'
  union all
  select 80, 'function ' || r.name, case when r.prosrc ~* '\mexecute\M' then 'runs text' else 'uses tables' end
           || ' with the rights of its owner, not of the caller', r.owner,
         format('revoke execute on routine %s from public, anon, authenticated cascade', r.name)
  from routine r join open_schema s on s.oid = r.pronamespace, given
  where r.prosecdef and r.extension is null and not r.of_supabase and r.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    and exists (select from anyone a where has_function_privilege(a.oid, r.oid, 'execute'))
    and (r.prosrc ~* ('\m(execute|users|flashfusion\w*|' || array_to_string(tables, '|') || ')\M')
      or exists (select from pg_depend d join kept k on k.oid = d.refobjid
        where d.classid = 'pg_proc'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass))
  union all
  select 80, 'function ' || r.name, 'changes who the caller is', r.owner,
         format('revoke execute on routine %s from public, anon, authenticated cascade', r.name)
  from routine r join open_schema s on s.oid = r.pronamespace
  where r.extension is null and not r.of_supabase and exists (select from anyone a where has_function_privilege(a.oid, r.oid, 'execute'))
    and concat(r.prosrc, ' set ' || array_to_string(r.proconfig, ' set '))
      ~* '\mset_config\s*\(\s*''(role|session_authorization|request\.jwt)|\mset\s+(local\s+|session\s+)?(role|session_authorization|session\s+authorization|request\.jwt)'
  union all
  select 80, 'function ' || r.name, 'is marked leakproof: it sees values of rows that row level security hides', 'a superuser',
         format('alter function %s not leakproof', r.name)
  from routine r where r.proleakproof and r.extension is null and r.prokind = 'f' and r.pronamespace not in (select oid from our_schema)

  union all
  select 90, 'table ' || c.name, format('is a child of %s: its rows are in every answer, and row level security of the parent does not bind it', o.name),
         c.owner, format('alter table %s no inherit %s', c.name, o.name)
  from pg_inherits i join ours o on o.oid = i.inhparent join relation c on c.oid = i.inhrelid
  where c.oid not in (select oid from ours)

  union all
  select 100, 'schema ' || quote_ident(s.nspname), format('%s may create objects in it', string_agg(distinct g.name, ', ')),
         case s.nspowner when 'pg_database_owner'::regrole then (select owner from database) else pg_get_userbyid(s.nspowner) end,
         format('revoke create on schema %I from %s cascade', s.nspname, string_agg(distinct g.name, ', '))
  from pg_namespace s, aclexplode(s.nspacl) x join (
    select oid, name from anyone union select oid, quote_ident(rolname) from caller union select oid, quote_ident(rolname) from login) g
    on g.oid = x.grantee
  where x.privilege_type = 'CREATE' and x.grantee <> s.nspowner and x.grantee <> (select oid from owner) and s.nspname !~ '^pg_'
    and not exists (select from me where me.oid = x.grantee and me.powerful)
  group by s.nspname, s.nspowner
  union all
  select 100, 'database ' || quote_ident(d.datname), format('%s may %s', string_agg(distinct g.name, ', '),
           case x.privilege_type when 'CREATE' then 'create schemas in it' else 'create temporary tables, which come before all others' end), d.owner,
         format('revoke %s on database %I from %s cascade', lower(x.privilege_type), d.datname, string_agg(distinct g.name, ', '))
  from database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x join (
    select oid, name from anyone union select oid, quote_ident(rolname) from caller union select oid, quote_ident(rolname) from login) g
    on g.oid = x.grantee
  where x.privilege_type in ('CREATE', 'TEMPORARY') and x.grantee <> d.datdba and x.grantee <> (select oid from owner)
    and not exists (select from me where me.oid = x.grantee and me.powerful)
  group by d.datname, d.owner, x.privilege_type

  union all
  select 110, 'table ' || r.name, 'has no row level security: the API shows and changes every row of it', r.owner,
         format('alter table %s enable row level security', r.name)
  from reach r join exposed e on e.oid = r.relnamespace
  where r.relkind in ('r', 'p') and not r.relrowsecurity and r.oid not in (select oid from ours)
  union all
  select 110, 'table ' || r.name, string_agg(a.name, ', ' order by a.name) || ' may truncate it, which row level security does not bind', r.owner,
         format('revoke truncate, references, trigger on %s from %s cascade', r.name, string_agg(a.name, ', ' order by a.name))
  from relation r join exposed e on e.oid = r.relnamespace, aclexplode(r.relacl) x join anyone a on a.oid = x.grantee
  where r.relkind in ('r', 'p') and x.privilege_type = 'TRUNCATE' and not r.of_extension and r.oid not in (select oid from ours)
  group by r.name, r.owner

  union all
  select 120, 'event trigger ' || quote_ident(e.evtname), format('runs %s at %s, with the rights of whoever causes it', e.evtfoid::regproc, e.evtevent),
         pg_get_userbyid(e.evtowner), format('alter event trigger %I disable', e.evtname)
  from pg_event_trigger e
  where e.evtenabled <> 'D' and e.evtname not in ('issue_graphql_placeholder', 'issue_pg_cron_access', 'issue_pg_graphql_access',
      'issue_pg_net_access', 'pgrst_ddl_watch', 'pgrst_drop_watch', 'graphql_watch_ddl', 'graphql_watch_drop', 'ensure_rls')
    and not exists (select from pg_depend where classid = 'pg_event_trigger'::regclass and objid = e.oid and deptype = 'e')
  union all
  select 120, 'constraint ' || quote_ident(c.conname) || ' of ' || o.name, 'is not checked: its triggers are disabled', 'a superuser',
         string_agg(format('alter table %s enable trigger %I', r.name, t.tgname), '; ')
  from pg_trigger t join pg_constraint c on c.oid = t.tgconstraint join ours o on o.oid = c.conrelid join relation r on r.oid = t.tgrelid
  where t.tgisinternal and t.tgenabled <> 'O'
  group by c.conname, o.name
  union all
  select 120, 'audit trail of ' || o.name, 'does not record every change', o.owner, format('select flashfusion_audit.enable(%L)', o.name)
  from ours o join pg_trigger t on t.tgrelid = o.oid join routine r on r.oid = t.tgfoid
  where r.nspname = 'flashfusion_audit' and r.proname = 'record' group by o.name, o.owner
  having count(*) filter (where t.tgenabled in ('O', 'A')
    and t.tgname in ('audit_insert', 'audit_update', 'audit_delete', 'audit_truncate')) <> 4

  union all
  select 130, 'default privileges of ' || quote_ident(pg_get_userbyid(d.defaclrole)), format('give %s to %s%s', lower(string_agg(distinct x.privilege_type, ', ')),
           a.name, coalesce(' in schema ' || quote_ident(n.nspname), '')), pg_get_userbyid(d.defaclrole),
         format('alter default privileges for role %I%s revoke all on %s from %s', pg_get_userbyid(d.defaclrole),
           coalesce(' in schema ' || quote_ident(n.nspname), ''),
           case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas'
             else 'large objects' end, a.name)
  from pg_default_acl d left join our_schema n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) x join anyone a on a.oid = x.grantee
  where (n.oid is not null or d.defaclnamespace = 0 and not (a.oid = 0 and d.defaclobjtype in ('f', 'T'))) and x.grantee <> d.defaclrole
  group by d.defaclrole, n.nspname, a.name, d.defaclobjtype

  union all
  select 140, 'extension ' || quote_ident(r.extension), 'lets anyone run text that the library does not see', r.owner,
         format('revoke execute on routine %s from public, anon, authenticated cascade', string_agg(r.name, ', ' order by r.name))
  from routine r join open_schema s on s.oid = r.pronamespace
  where r.extension in ('dblink', 'http', 'pg_net', 'pg_cron', 'adminpack', 'tablefunc', 'xml2', 'pg_background', 'lo', 'file_fdw', 'pageinspect',
      'pgrowlocks', 'pg_visibility', 'pg_walinspect', 'pg_surgery', 'amcheck')
    and r.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    and exists (select from anyone a where has_function_privilege(a.oid, r.oid, 'execute'))
  group by r.extension, r.owner
  union all
  select 140, 'language ' || quote_ident(l.lanname), 'lets anyone write functions and run text that the library does not see', pg_get_userbyid(l.lanowner),
         format('revoke usage on language %I from public, anon, authenticated cascade', l.lanname)
  from pg_language l
  where l.lanname not in ('internal', 'c', 'sql', 'plpgsql') and l.lanpltrusted
    and exists (select from anyone a where has_language_privilege(a.oid, l.oid, 'usage'))
  union all
  select 140, 'grant ' || a.name || ' on ' || p.name, 'not expected: Postgres keeps it from everybody', 'a superuser',
         format('revoke all on %s from %s cascade', p.name, a.name)
  from (
    select 'function ' || p.oid::regprocedure as name, p.proacl as acl, i.initprivs as usual
    from pg_proc p join pg_init_privs i on i.classoid = 'pg_proc'::regclass and i.objoid = p.oid and i.objsubid = 0
    where p.pronamespace = 'pg_catalog'::regnamespace
    union all
    select 'pg_catalog.' || c.relname, c.relacl, i.initprivs
    from pg_class c left join pg_init_privs i on i.classoid = 'pg_class'::regclass and i.objoid = c.oid and i.objsubid = 0
    where c.relnamespace = 'pg_catalog'::regnamespace) p,
    aclexplode(p.acl) x join anyone a on a.oid = x.grantee
  where not exists (select from aclexplode(p.usual) u where u.grantee in (0, a.oid) and u.privilege_type = x.privilege_type)
  group by a.name, p.name

  union all
  select 150, 'database ' || quote_ident(datname), 'is a standby: nothing can be written', 'the application', 'connect to the primary'
  from database where pg_is_in_recovery()
)
select 0 as rank, rolname as subject, '' as problem, '' as who, '' as fix from owner
union all
select * from hazard
order by 1, 2, 3, 5
