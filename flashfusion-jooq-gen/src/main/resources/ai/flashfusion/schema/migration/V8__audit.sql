-- Who changed what, when: a history of single rows, for the tables on which it is switched on with flashfusion_audit.enable.

create schema flashfusion_audit;
revoke all on schema flashfusion_audit from public;
grant usage on schema flashfusion_audit to authenticated, service_role;

-- No foreign key: history outlives the rows and the people it is about.
create table flashfusion_audit.entries (
  id          bigint generated always as identity,
  table_name  text not null,
  row_id      uuid not null,
  operation   text not null,
  old         jsonb,
  new         jsonb,
  auth_user   uuid,
  role        text not null,
  login       text not null,
  reason      text,
  at          timestamptz not null,
  transaction xid8 not null,
  constraint entries_pkey primary key (id),
  constraint entries_operation_check check (operation in ('insert', 'update', 'delete'))
);

create index idx_entries_row on flashfusion_audit.entries (table_name, row_id, id);
create index idx_entries_beginnings on flashfusion_audit.entries (table_name, row_id, id) where operation <> 'update';

-- Supabase may have granted more by default privileges.
revoke all on flashfusion_audit.entries from public, anon, authenticated, service_role;
grant select on flashfusion_audit.entries to authenticated, service_role;

alter table flashfusion_audit.entries enable row level security;

-- Where the history of each row begins: at its last insert, if that was recorded. Users choose ids: who takes the one of a row that
-- was deleted must not find its history with it. Read by the policy alone, which may not read its own table: nobody has usage of
-- the schema, so that nobody can name the view, and probe for ids with it.
create schema flashfusion_audit_private;
revoke all on schema flashfusion_audit_private from public;

create view flashfusion_audit_private.beginnings as
  select table_name, row_id, id from flashfusion_audit.entries where operation <> 'update';
revoke all on flashfusion_audit_private.beginnings from public, anon, authenticated, service_role;
grant select on flashfusion_audit_private.beginnings to authenticated;

-- Each sub-select runs under the caller's own policies on the table. Scalar instead of exists, as an exists may be planned as a
-- hash of all rows that the caller sees.
create policy entries_select on flashfusion_audit.entries for select to authenticated
  using (
    case table_name
      when 'profiles' then (select true as visible from public.profiles t where t.id = row_id)
      when 'teams' then (select true as visible from public.teams t where t.id = row_id)
      when 'team_members' then (select true as visible from public.team_members t where t.id = row_id)
      when 'projects' then (select true as visible from public.projects t where t.id = row_id)
      when 'project_collaborators' then (select true as visible from public.project_collaborators t where t.id = row_id)
      when 'project_files' then (select true as visible from public.project_files t where t.id = row_id)
      when 'ai_usage_logs' then (select true as visible from public.ai_usage_logs t where t.id = row_id)
      when 'ai_conversations' then (select true as visible from public.ai_conversations t where t.id = row_id)
      when 'deployments' then (select true as visible from public.deployments t where t.id = row_id)
      when 'deployment_logs' then (select true as visible from public.deployment_logs t where t.id = row_id)
      when 'webhooks' then (select true as visible from public.webhooks t where t.id = row_id)
      when 'webhook_logs' then (select true as visible from public.webhook_logs t where t.id = row_id)
      when 'billing_transactions' then (select true as visible from public.billing_transactions t where t.id = row_id)
      when 'subscription_history' then (select true as visible from public.subscription_history t where t.id = row_id)
      when 'api_keys' then (select true as visible from public.api_keys t where t.id = row_id)
      when 'notifications' then (select true as visible from public.notifications t where t.id = row_id)
    end
    and id >= coalesce((
      select b.id from flashfusion_audit_private.beginnings b
      where b.table_name = entries.table_name and b.row_id = entries.row_id
      order by b.id desc limit 1), 0)
  );
comment on policy entries_select on flashfusion_audit.entries is
  'whoever reads a row reads its history since it was inserted; the service alone reads the history of rows that are gone';

-- Append-only, for the owner and the service too: entries come from the triggers of audited tables alone.
create function flashfusion_audit.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    raise insufficient_privilege using
      message = format('%s of flashfusion_audit.entries is refused: the audit trail is append-only', lower(tg_op)),
      hint = 'entries are written by the triggers that flashfusion_audit.enable creates',
      schema = 'flashfusion_audit', table = 'entries';
  end
  $$;
comment on function flashfusion_audit.refuse_change() is
  'refuses every change of the audit trail but those of the triggers of audited tables';

create trigger append_only before update or delete or truncate on flashfusion_audit.entries
  for each statement execute function flashfusion_audit.refuse_change();
create trigger no_direct_insert before insert on flashfusion_audit.entries
  for each statement when (pg_trigger_depth() = 0) execute function flashfusion_audit.refuse_change();
alter table flashfusion_audit.entries enable always trigger append_only;
alter table flashfusion_audit.entries enable always trigger no_direct_insert;

-- Secrets are masked: that they changed is told, not what they were. Contents of files, as they hold secrets (.env) and a project
-- may be made public later. Of a webhook's URL the host remains: paths are tokens with many services. What is long is told by its
-- size and digest, or appending to a document would store it again and again. In plpgsql, as a session keeps its plan, and for a
-- whole row at once, as each call sets the search_path.
create function flashfusion_audit.recorded(table_name text, document jsonb) returns jsonb
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (
      select jsonb_object_agg(key, case
          when (table_name, key) in (
            ('webhooks', 'secret'), ('webhooks', 'headers'), ('api_keys', 'key_hash'), ('project_files', 'content'))
            and value <> 'null' then '"***"'
          when (table_name, key) = ('webhooks', 'url') then
            to_jsonb(coalesce(substring(value #>> '{}' from '^[A-Za-z]+://(?:[^/]*@)?([^/?#@:]+)'), '') || '/***')
          when pg_column_size(value) > 8192 then
            jsonb_build_object(
              'bytes', octet_length(value #>> '{}'), 'sha256', encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'))
          else value
        end)
      from jsonb_each(document));
  end
  $$;
comment on function flashfusion_audit.recorded(text, jsonb) is
  'returns a row''s values as the history keeps them: secrets are masked, and long values replaced by their size and digest';

-- One statement writes the entries of all rows that a statement changed; offset 0 keeps a row's document from being built anew for
-- each use. Security definer, as nobody may insert entries; who acted is therefore read from the settings of the session, which the
-- definer's role does not touch. Truncating counts as deleting: each row is recorded before it goes. The argument is the table's
-- name, which a rename would otherwise part from its masks and its history.
create function flashfusion_audit.record() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    audited constant text := tg_argv[0];
    actor constant uuid := flashfusion.auth_user_id();
    acting_role constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    why constant text := nullif(current_setting('flashfusion.reason', true), '');
    moment constant timestamptz := clock_timestamp();
    tx constant xid8 := pg_current_xact_id();
    -- Tables of which flashfusion_audit.recorded masks a column. Of others a short row is recorded as it is, in a third of the time.
    masked constant boolean := audited in ('webhooks', 'api_keys', 'project_files');
  begin
    if tg_op = 'INSERT' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, new, auth_user, role, login, reason, at, transaction)
      select audited, r.id, 'insert',
        case when masked or pg_column_size(r.document) > 8192 then flashfusion_audit.recorded(audited, r.document) else r.document end,
        actor, acting_role, session_user, why, moment, tx
      from (select n.id, to_jsonb(n) as document from new_rows n offset 0) r;
    elsif tg_op = 'UPDATE' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, old, new, auth_user, role, login, reason, at, transaction)
      select audited, r.id, r.operation,
        case when masked or pg_column_size(changed.old) > 8192 then flashfusion_audit.recorded(audited, changed.old) else changed.old end,
        case when masked or pg_column_size(changed.new) > 8192 then flashfusion_audit.recorded(audited, changed.new) else changed.new end,
        actor, acting_role, session_user, why, moment, tx
      from (
        -- A full join, as an id may change, too: the history of the old id ends, that of the new one begins.
        select coalesce(n.id, o.id) as id, to_jsonb(o) as old, to_jsonb(n) as new,
          case when n.id is null then 'delete' when o.id is null then 'insert' else 'update' end as operation
        from old_rows o full join new_rows n on n.id = o.id
        offset 0
      ) r
      cross join lateral (
        select jsonb_object_agg(c.key, r.old -> c.key), jsonb_object_agg(c.key, r.new -> c.key)
        from jsonb_object_keys(coalesce(r.new, r.old)) c (key)
        where r.old -> c.key is distinct from r.new -> c.key
      ) changed (old, new)
      where changed.new is not null;
    elsif tg_op = 'DELETE' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, old, auth_user, role, login, reason, at, transaction)
      select audited, r.id, 'delete',
        case when masked or pg_column_size(r.document) > 8192 then flashfusion_audit.recorded(audited, r.document) else r.document end,
        actor, acting_role, session_user, why, moment, tx
      from (select o.id, to_jsonb(o) as document from old_rows o offset 0) r;
    else
      execute format(
        $sql$
        insert into flashfusion_audit.entries
          (table_name, row_id, operation, old, auth_user, role, login, reason, at, transaction)
        select $1, r.id, 'delete', flashfusion_audit.recorded($1, to_jsonb(r)), $2, $3, session_user, $4, $5, $6
        from only %I.%I r
        $sql$, tg_table_schema, tg_table_name)
      using audited, actor, acting_role, why, moment, tx;
    end if;
    return null;
  end
  $$;
comment on function flashfusion_audit.record() is 'writes the entries of all rows that a statement changed';

create function flashfusion_audit.enable(relation regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    audited text;
  begin
    select c.relname into audited from pg_class c
    where c.oid = relation and c.relnamespace = 'public'::regnamespace and c.relname in (
      'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_usage_logs',
      'ai_conversations', 'deployments', 'deployment_logs', 'webhooks', 'webhook_logs', 'billing_transactions',
      'subscription_history', 'api_keys', 'notifications');
    if audited is null then
      raise invalid_parameter_value using
        message = format('%s is not a table of FlashFusion', relation), hint = 'name one of the sixteen tables in public';
    end if;
    execute format(
      'create or replace trigger audit_insert after insert on %s referencing new table as new_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_update after update on %s referencing old table as old_rows new table as new_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_delete after delete on %s referencing old table as old_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_truncate before truncate on %s'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
  end
  $$;
comment on function flashfusion_audit.enable(regclass) is
  'starts the history of a table, of which rows from before have none; waits for open writes to the table';

create function flashfusion_audit.disable(relation regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    execute format('drop trigger if exists audit_insert on %s', relation);
    execute format('drop trigger if exists audit_update on %s', relation);
    execute format('drop trigger if exists audit_delete on %s', relation);
    execute format('drop trigger if exists audit_truncate on %s', relation);
  end
  $$;
comment on function flashfusion_audit.disable(regclass) is 'ends the history of a table; what was recorded stays';

revoke all on function
  flashfusion_audit.refuse_change(), flashfusion_audit.recorded(text, jsonb), flashfusion_audit.record(),
  flashfusion_audit.enable(regclass), flashfusion_audit.disable(regclass)
  from public, anon, authenticated, service_role;
