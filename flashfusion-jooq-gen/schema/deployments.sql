-- The table public.deployments, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.deployments (
  id                 uuid default gen_random_uuid() not null,
  project_id         uuid not null,
  user_id            uuid not null,
  provider           text not null,
  environment        text default 'production',
  url                text,
  domain             text,
  commit_sha         text,
  commit_message     text,
  branch             text,
  status             text default 'pending',
  error_message      text,
  build_time_seconds integer,
  metadata           jsonb default '{}'::jsonb,
  created_at         timestamptz default now(),
  completed_at       timestamptz,
  constraint deployments_pkey primary key (id),
  constraint deployments_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint deployments_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint deployments_environment_check check (environment in ('production', 'preview', 'development')),
  constraint deployments_provider_check check (
    provider in ('vercel', 'netlify', 'cloudflare', 'aws', 'gcp', 'azure', 'heroku', 'railway', 'custom')
  ),
  constraint deployments_status_check check (
    status in ('pending', 'building', 'deploying', 'ready', 'error', 'canceled')
  )
);

alter table public.deployments
  add constraint deployments_completed_at_readable check (
    completed_at >= to_timestamp(-62135510400) and completed_at < to_timestamp(253402214400)
  ) not valid,
  add constraint deployments_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint deployments_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid;

create index idx_deployments_created_at on public.deployments (created_at desc);
create index idx_deployments_project_created on public.deployments (project_id, created_at desc, id desc);
create index idx_deployments_status on public.deployments (status);
create index idx_deployments_user_id on public.deployments (user_id);

alter table public.deployments enable row level security;
grant select, insert, delete on public.deployments to authenticated;
grant update (provider, environment, url, domain, commit_sha, commit_message, branch, status, error_message,
  build_time_seconds, metadata, completed_at) on public.deployments to authenticated;
grant all on public.deployments to service_role;

create policy deployments_select on public.deployments for select to authenticated
  using (project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]));
comment on policy deployments_select on public.deployments is 'the caller must be viewer or higher of the project';

create policy deployments_insert on public.deployments for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      exists (select from public.projects p where p.id = deployments.project_id and p.user_id = deployments.user_id)
      or project_id = any ((select flashfusion.project_ids('editor'))::uuid[])
    )
  );
comment on policy deployments_insert on public.deployments is
  'user_id must be the profile id of the caller, and the caller must be editor or higher of the project';

create policy deployments_update on public.deployments for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy deployments_update on public.deployments is 'the caller must be editor or higher of the project';

create policy deployments_delete on public.deployments for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('admin'))::uuid[]));
comment on policy deployments_delete on public.deployments is 'the caller must be admin or higher of the project';
