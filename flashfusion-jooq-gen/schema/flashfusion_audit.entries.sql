-- The table flashfusion_audit.entries, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table flashfusion_audit.entries (
  id          bigint generated always as identity not null,
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

create index idx_entries_beginnings on flashfusion_audit.entries (table_name, row_id, id) where operation <> 'update';
create index idx_entries_row on flashfusion_audit.entries (table_name, row_id, id);

alter table flashfusion_audit.entries enable row level security;
grant select on flashfusion_audit.entries to authenticated, service_role;

create policy entries_select on flashfusion_audit.entries for select to authenticated
  using (
    case table_name
      when 'profiles' then (select true as visible from public.profiles t where t.id = entries.row_id)
      when 'teams' then (select true as visible from public.teams t where t.id = entries.row_id)
      when 'team_members' then (select true as visible from public.team_members t where t.id = entries.row_id)
      when 'projects' then (select true as visible from public.projects t where t.id = entries.row_id)
      when 'project_collaborators' then (
        select true as visible from public.project_collaborators t where t.id = entries.row_id
      )
      when 'project_files' then (select true as visible from public.project_files t where t.id = entries.row_id)
      when 'ai_usage_logs' then (select true as visible from public.ai_usage_logs t where t.id = entries.row_id)
      when 'ai_conversations' then (select true as visible from public.ai_conversations t where t.id = entries.row_id)
      when 'deployments' then (select true as visible from public.deployments t where t.id = entries.row_id)
      when 'deployment_logs' then (select true as visible from public.deployment_logs t where t.id = entries.row_id)
      when 'webhooks' then (select true as visible from public.webhooks t where t.id = entries.row_id)
      when 'webhook_logs' then (select true as visible from public.webhook_logs t where t.id = entries.row_id)
      when 'billing_transactions' then (
        select true as visible from public.billing_transactions t where t.id = entries.row_id
      )
      when 'subscription_history' then (
        select true as visible from public.subscription_history t where t.id = entries.row_id
      )
      when 'api_keys' then (select true as visible from public.api_keys t where t.id = entries.row_id)
      when 'notifications' then (select true as visible from public.notifications t where t.id = entries.row_id)
      else null::boolean
    end
    and id >= coalesce(
      (
        select b.id from flashfusion_audit_private.beginnings b
        where b.table_name = entries.table_name and b.row_id = entries.row_id
        order by b.id desc limit 1
      ), 0::bigint
    )
  );
comment on policy entries_select on flashfusion_audit.entries is
  'whoever reads a row reads its history since it was inserted; the service alone reads the history of rows that are gone';

create trigger append_only before delete or update or truncate on flashfusion_audit.entries
  for each statement execute function flashfusion_audit.refuse_change();
alter table flashfusion_audit.entries enable always trigger append_only;

create trigger no_direct_insert before insert on flashfusion_audit.entries
  for each statement when (pg_trigger_depth() = 0) execute function flashfusion_audit.refuse_change();
alter table flashfusion_audit.entries enable always trigger no_direct_insert;
