-- Every object of the tables named by the parameter (in public), of the schemas flashfusion*, and of the sign-up triggers
-- that pg_dump --schema-only would show, as (kind, owning object, name, text). Reads pg_catalog alone, which every login may.
--
-- Compared is what is known here. Others write into the catalogues, too: minor releases, distributions, Supabase, whoever runs the database.
--   compared                                            left out, or left to hazards.sql (*)
--   columns, their storage and statistics targets       options that Postgres does not know (of columns, relations, indexes)
--   constraints, but those for not null                 not-null constraints, listed with the others since 18
--   indexes, written here as Postgres would             internal triggers, which constraints bring *
--   policies, rules, triggers and whether they fire     triggers on auth.users of other names; the audit trail's, per table *
--   functions with all of pg_get_functiondef            owners of anything *
--   grants to every role but the owner                  the privilege MAINTAIN, new in 17; grants on columns of catalogues *
--   options that Postgres knows, replica identity,      tablespaces, access methods, security labels, initial privileges
--     inheritance, forced row level security            event triggers, publications, default privileges *
--   comments on all these                               extensions and what belongs to them, casts, operators, large objects *
with known (options) as (
  values ('^(n_distinct|n_distinct_inherited|fillfactor|toast_tuple_target|parallel_workers|user_catalog_table|vacuum_\w+|autovacuum_\w+'
    '|log_autovacuum_\w+|security_barrier|security_invoker|check_option|deduplicate_items|fastupdate|gin_pending_list_limit|buffering'
    '|pages_per_range|autosummarize|siglen|numranges|values_per_range|n_distinct_per_range|false_positive_rate)=')
),
relation as (
  select c.*, case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
           when 'f' then 'foreign table' else 'table' end as kind,
         format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    and (n.nspname = 'public' and c.relname = any (?) or n.nspname like 'flashfusion%' and c.relname <> 'schema_history')
),
schema as (
  select n.*, quote_ident(n.nspname) as name from pg_namespace n where n.nspname like 'flashfusion%'
),
routine as (
  select p.*, format('%s.%I(%s)', s.name, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join schema s on s.oid = p.pronamespace
),
trigger as (
  select t.*, coalesce(r.name, 'auth.users') as relation
  from pg_trigger t left join relation r on r.oid = t.tgrelid
  join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal
    and (r.oid is not null
      or n.nspname = 'auth' and c.relname = 'users' and t.tgname in ('on_auth_user_created', 'on_auth_user_confirmed'))
    -- Switched on table by table by who wants it: neither missing nor too much.
    and not (t.tgname in ('audit_insert', 'audit_update', 'audit_delete', 'audit_truncate') and exists (
      select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.oid = t.tgfoid and n.nspname = 'flashfusion_audit' and p.proname = 'record'))
),
policy as (
  select p.*, r.name as relation from pg_policy p join relation r on r.oid = p.polrelid
),
con as (
  select c.*, r.name as relation from pg_constraint c join relation r on r.oid = c.conrelid
  where c.contype in ('c', 'f', 'p', 'u', 'x')
),
idx as (
  select i.*, i.indexrelid as oid, c.relname, c.relam, c.reloptions, r.name as relation
  from pg_index i join relation r on r.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
  where not exists (select from con where con.conindid = i.indexrelid and con.contype in ('p', 'u', 'x'))
),
col as (
  select a.*, r.name as relation, d.oid as default_oid
  from pg_attribute a join relation r on r.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and r.relkind <> 'S'
),
privilege as (
  select r.name as object, r.relowner as owner, null::text as col, x.* from relation r,
    aclexplode(coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's'::"char" else 'r'::"char" end, r.relowner))) x
  union all
  select c.relation, r.relowner, quote_ident(c.attname), x.* from col c join relation r on r.oid = c.attrelid, aclexplode(c.attacl) x
  union all
  select 'function ' || p.name, p.proowner, null, x.* from routine p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
  union all
  select 'schema ' || s.name, s.nspowner, null, x.* from schema s, aclexplode(coalesce(s.nspacl, acldefault('n', s.nspowner))) x
),
granted as (
  select object, case grantee when 0 then 'public' else (select quote_ident(rolname) from pg_roles where oid = grantee) end as grantee,
         lower(privilege_type) || coalesce(' (' || string_agg(col, ', ' order by col collate "C") || ')', '')
           || case when is_grantable then ' with grant option' else '' end as text
  from privilege
  where grantee <> owner and privilege_type <> 'MAINTAIN'
  group by object, grantee, privilege_type, is_grantable, col is null
)
select 'schema' as kind, name as object, '' as name, '' as text from schema
union all
select kind, name, '', concat_ws(', ',
    case relkind when 'p' then 'partitioned by ' || pg_get_partkeydef(oid)
      -- Columns of a single table have its name before them only until Postgres 15.
      when 'v' then regexp_replace(pg_get_viewdef(oid), '(?<!(FROM|JOIN) )\m\w+\.(?=\w)', '', 'g') when 'm' then pg_get_viewdef(oid) end,
    case relpersistence when 'u' then 'unlogged' end,
    case when relispartition then 'partition' end)
  from relation
union all
select 'forced row level security', name, '', 'enabled' from relation where relforcerowsecurity
union all
select 'replica identity', name, '', case relreplident when 'f' then 'full' when 'n' then 'nothing' else 'index' end
  from relation where relkind in ('r', 'p') and relreplident <> 'd'
union all
select 'option', name, split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) from relation, unnest(reloptions) o, known where o ~ options
union all
select 'parent', r.name, format('%I.%I', n.nspname, p.relname), ''
  from pg_inherits i join relation r on r.oid = i.inhrelid join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace
union all
select 'row level security', name, '', 'enabled' from relation where relkind in ('r', 'p') and relrowsecurity
union all
select 'column', relation, quote_ident(attname), concat_ws(' ',
    format_type(atttypid, atttypmod),
    'collate ' || (select quote_ident(n.nspname) || '.' || quote_ident(l.collname) from pg_collation l
      join pg_namespace n on n.oid = l.collnamespace, pg_type t
      where l.oid = attcollation and t.oid = atttypid and t.typcollation <> attcollation),
    case attgenerated when '' then 'default ' || pg_get_expr(d.adbin, d.adrelid)
      else 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') ' || case attgenerated when 's' then 'stored' else 'virtual' end end,
    case attidentity when 'a' then 'generated always as identity' when 'd' then 'generated by default as identity' end,
    case when attnotnull then 'not null' end)
  from col left join pg_attrdef d on d.oid = default_oid
union all
select 'column storage', relation, quote_ident(attname), text
  from col join pg_type t on t.oid = atttypid, known, concat_ws(', ',
    case when attstorage <> typstorage then 'storage ' || attstorage::text end,
    'compression ' || nullif(attcompression::text, ''),
    'statistics ' || nullif(attstattarget, -1),
    'with (' || (select string_agg(o, ', ' order by o) from unnest(attoptions) o where o ~ options) || ')') text
  where text <> ''
union all
select 'column order', relation, '', string_agg(quote_ident(attname), ', ' order by attnum) from col group by relation
union all
-- Of the options of its index, Postgres shows also those that it does not know.
select 'constraint', relation, quote_ident(conname), case when exists (
    select from pg_class i, unnest(i.reloptions) o, known where i.oid = conindid and contype <> 'f' and o !~ options)
    then regexp_replace(pg_get_constraintdef(oid), ' WITH \([^)]*\)', '') else pg_get_constraintdef(oid) end
  from con
union all
-- As pg_get_indexdef writes it, which shows also options that Postgres does not know.
select 'index', relation, quote_ident(relname), concat('CREATE ', case when indisunique then 'UNIQUE ' end, 'INDEX ', quote_ident(relname),
    ' ON ', relation, ' USING ', amname, ' (', keys, ')', ' INCLUDE (' || included || ')',
    case when to_jsonb(idx) ->> 'indnullsnotdistinct' = 'true' then ' NULLS NOT DISTINCT' end,
    ' WITH (' || (select string_agg(o, ', ' order by o) from unnest(reloptions) o, known where o ~ options) || ')',
    ' WHERE ' || pg_get_expr(indpred, indrelid),
    case when not indisvalid then ' -- invalid' end, case when indisclustered then ' -- clustered' end,
    case when indisreplident then ' -- replica identity' end)
  from idx join pg_am m on m.oid = relam, lateral (
    select string_agg(pg_get_indexdef(idx.oid, k, false), ', ' order by k) filter (where k > indnkeyatts) as included,
      string_agg(concat(pg_get_indexdef(idx.oid, k, false),
        ' COLLATE ' || (select format('%I.%I', n.nspname, l.collname) from pg_collation l join pg_namespace n on n.oid = l.collnamespace
          where l.oid = indcollation[k - 1] and l.oid <> t.typcollation),
        case when not c.opcdefault then ' ' || format('%I.%I', cn.nspname, c.opcname) end,
        ' (' || (select string_agg(o, ', ' order by o) from unnest(a.attoptions) o, known where o ~ options) || ')',
        case when amname = 'btree' then case indoption[k - 1] when 1 then ' DESC NULLS LAST' when 2 then ' NULLS FIRST' when 3 then ' DESC' end end),
        ', ' order by k) filter (where k <= indnkeyatts) as keys
    from generate_series(1, indnatts) k
    join pg_attribute a on a.attrelid = idx.oid and a.attnum = k join pg_type t on t.oid = a.atttypid
    left join pg_opclass c on c.oid = indclass[k - 1] left join pg_namespace cn on cn.oid = c.opcnamespace
  ) as columns
union all
select 'statistics', r.name, quote_ident(s.stxname), pg_get_statisticsobjdef(s.oid)
  from pg_statistic_ext s join relation r on r.oid = s.stxrelid
union all
select 'rule', r.name, quote_ident(w.rulename), pg_get_ruledef(w.oid)
  from pg_rewrite w join relation r on r.oid = w.ev_class where w.rulename <> '_RETURN'
union all
select 'policy', relation, quote_ident(polname), concat_ws(' ',
    case when not polpermissive then 'as restrictive' end,
    'for ' || case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    'to ' || (select string_agg(case x when 0 then 'public' else (select quote_ident(rolname) from pg_roles where oid = x) end, ', '
                order by (select rolname from pg_roles where oid = x) collate "C") from unnest(polroles) x),
    'using (' || pg_get_expr(polqual, polrelid) || ')',
    'with check (' || pg_get_expr(polwithcheck, polrelid) || ')')
  from policy
union all
select 'trigger', relation, quote_ident(tgname), pg_get_triggerdef(oid) || case tgenabled
    when 'O' then '' when 'D' then ' -- disabled' when 'A' then ' -- always' else ' -- replica' end
  from trigger
union all
select 'function', name, '', case prokind when 'a' then 'aggregate' else pg_get_functiondef(oid) end from routine
union all
select 'type', s.name || '.' || quote_ident(t.typname), '', concat_ws(' ', t.typtype::text,
    (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid),
    case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
    (select string_agg(pg_get_constraintdef(d.oid), ' ' order by d.conname) from pg_constraint d where d.contypid = t.oid and d.contype = 'c'))
  from pg_type t join schema s on s.oid = t.typnamespace
  where t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and exists (select from pg_class where oid = t.typrelid and relkind = 'c')
union all
select 'grant', object, grantee, string_agg(text, ', ' order by text collate "C") from granted group by object, grantee
union all
select 'comment', k.object, k.name, d.description
  from (
    select 'pg_class'::regclass as classid, oid as objid, 0 as objsubid, name as object, '' as name from relation
    union all select 'pg_class'::regclass, attrelid, attnum, relation, quote_ident(attname) from col
    union all select 'pg_class'::regclass, oid, 0, relation, quote_ident(relname) from idx
    union all select 'pg_constraint'::regclass, oid, 0, relation, quote_ident(conname) from con
    union all select 'pg_policy'::regclass, oid, 0, relation, quote_ident(polname) from policy
    union all select 'pg_trigger'::regclass, oid, 0, relation, quote_ident(tgname) from trigger
    union all select 'pg_proc'::regclass, oid, 0, name, '' from routine
    union all select 'pg_namespace'::regclass, oid, 0, name, '' from schema
  ) k
  join pg_description d on d.classoid = k.classid and d.objoid = k.objid and d.objsubid = k.objsubid
