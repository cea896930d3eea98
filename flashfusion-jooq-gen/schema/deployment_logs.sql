-- The table public.deployment_logs, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.deployment_logs (
  id            uuid default gen_random_uuid() not null,
  deployment_id uuid not null,
  level         text default 'info',
  message       text not null,
  "timestamp"   timestamptz default now(),
  metadata      jsonb default '{}'::jsonb,
  constraint deployment_logs_pkey primary key (id),
  constraint deployment_logs_deployment_id_fkey foreign key (deployment_id) references public.deployments (id) on delete cascade,
  constraint deployment_logs_level_check check (level in ('debug', 'info', 'warning', 'error'))
);

alter table public.deployment_logs
  add constraint deployment_logs_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint deployment_logs_timestamp_readable check (
    "timestamp" >= to_timestamp(-62135510400) and "timestamp" < to_timestamp(253402214400)
  ) not valid;

create index idx_deployment_logs_deployment_timestamp on public.deployment_logs (deployment_id, "timestamp" desc, id desc);

alter table public.deployment_logs enable row level security;
grant select, insert on public.deployment_logs to authenticated;
grant all on public.deployment_logs to service_role;

create policy deployment_logs_select on public.deployment_logs for select to authenticated
  using (deployment_id = any (array(select d.id from public.deployments d)));
comment on policy deployment_logs_select on public.deployment_logs is 'whoever reads a deployment reads its logs';

create policy deployment_logs_insert on public.deployment_logs for insert to authenticated
  with check (
    exists (
      select from public.deployments d
      where d.id = deployment_logs.deployment_id and d.project_id = any (
        (select flashfusion.project_ids('editor'))::uuid[]
      )
    )
  );
comment on policy deployment_logs_insert on public.deployment_logs is
  'the caller must be editor or higher of the deployment''s project';

create trigger notify_followers after insert on public.deployment_logs
  referencing new table as inserted for each statement execute function flashfusion.notify_followers();
