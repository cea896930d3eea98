-- The table public.webhooks, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.webhooks (
  id                uuid default gen_random_uuid() not null,
  user_id           uuid not null,
  project_id        uuid,
  name              text not null,
  url               text not null,
  secret            text,
  events            text[] default '{}'::text[],
  active            boolean default true,
  headers           jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  last_triggered_at timestamptz,
  created_at        timestamptz default now(),
  updated_at        timestamptz default now(),
  constraint webhooks_pkey primary key (id),
  constraint webhooks_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint webhooks_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);

alter table public.webhooks
  add constraint webhooks_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint webhooks_events_readable check (concat(events) !~ '^(\[|\{\{)') not valid,
  add constraint webhooks_headers_readable check (not jsonb_path_exists(headers, '$.**{100}'::jsonpath)) not valid,
  add constraint webhooks_last_triggered_at_readable check (
    last_triggered_at >= to_timestamp(-62135510400) and last_triggered_at < to_timestamp(253402214400)
  ) not valid,
  add constraint webhooks_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint webhooks_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_webhooks_events on public.webhooks using gin (events) where active;
create index idx_webhooks_project_id on public.webhooks (project_id);
create index idx_webhooks_user_id on public.webhooks (user_id);

alter table public.webhooks enable row level security;
grant select, insert, delete on public.webhooks to authenticated;
grant update (name, url, secret, events, active, headers, metadata, last_triggered_at, updated_at) on public.webhooks
  to authenticated;
grant all on public.webhooks to service_role;

create policy webhooks_select on public.webhooks for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_select on public.webhooks is 'a user reads their own webhooks, as they hold secrets';

create policy webhooks_insert on public.webhooks for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (select from public.projects p where p.id = webhooks.project_id and p.user_id = webhooks.user_id)
      or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
    )
  );
comment on policy webhooks_insert on public.webhooks is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is admin or higher';

create policy webhooks_update on public.webhooks for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_update on public.webhooks is 'a user changes their own webhooks';

create policy webhooks_delete on public.webhooks for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_delete on public.webhooks is 'a user deletes their own webhooks';

create trigger touch_updated_at before update on public.webhooks
  for each row execute function flashfusion.touch_updated_at();
