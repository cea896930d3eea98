-- The table public.project_collaborators, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.project_collaborators (
  id          uuid default gen_random_uuid() not null,
  project_id  uuid not null,
  user_id     uuid not null,
  role        text default 'viewer',
  permissions jsonb default '{"read": true, "write": false, "delete": false, "deploy": false}'::jsonb,
  invited_by  uuid,
  accepted_at timestamptz,
  created_at  timestamptz default now(),
  updated_at  timestamptz default now(),
  constraint project_collaborators_pkey primary key (id),
  constraint project_collaborators_project_id_user_id_key unique (project_id, user_id),
  constraint project_collaborators_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null,
  constraint project_collaborators_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint project_collaborators_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint project_collaborators_role_check check (role in ('owner', 'admin', 'editor', 'viewer'))
);

alter table public.project_collaborators
  add constraint project_collaborators_accepted_at_readable check (
    accepted_at >= to_timestamp(-62135510400) and accepted_at < to_timestamp(253402214400)
  ) not valid,
  add constraint project_collaborators_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint project_collaborators_permissions_readable check (
    jsonb_typeof(permissions) in ('object', 'null') and not jsonb_path_exists(permissions, '$.**{100}'::jsonpath)
  ) not valid,
  add constraint project_collaborators_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_project_collaborators_invited_by on public.project_collaborators (invited_by);
create index idx_project_collaborators_user_project on public.project_collaborators (user_id) include (project_id, role);

alter table public.project_collaborators enable row level security;
grant select, insert, delete on public.project_collaborators to authenticated;
grant update (role, permissions, accepted_at, updated_at) on public.project_collaborators to authenticated;
grant all on public.project_collaborators to service_role;

create policy project_collaborators_select on public.project_collaborators for select to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
  );
comment on policy project_collaborators_select on public.project_collaborators is
  'the caller must be viewer or higher of the project, or be the collaborator';

create policy project_collaborators_insert on public.project_collaborators for insert to authenticated
  with check (
    project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
    and (role is distinct from 'owner' or project_id = any ((select flashfusion.project_ids('owner'))::uuid[]))
    and (invited_by is null or invited_by = (select flashfusion.profile_id()))
  );
comment on policy project_collaborators_insert on public.project_collaborators is
  'the caller must be admin or higher of the project, and its owner to give the role owner; invited_by must be null or the profile id of the caller';

create policy project_collaborators_update on public.project_collaborators for update to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
  )
  with check (
    (
      user_id = (select flashfusion.profile_id())
      or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
    )
    and (role is distinct from 'owner' or project_id = any ((select flashfusion.project_ids('owner'))::uuid[]))
  );
comment on policy project_collaborators_update on public.project_collaborators is
  'the caller must be admin or higher of the project, and its owner to give the role owner; the invited person may set only accepted_at';

create policy project_collaborators_delete on public.project_collaborators for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
  );
comment on policy project_collaborators_delete on public.project_collaborators is
  'the caller must be admin or higher of the project, or be the collaborator';

create trigger guard_membership before update on public.project_collaborators
  for each row execute function flashfusion.guard_membership();

create trigger touch_updated_at before update on public.project_collaborators
  for each row execute function flashfusion.touch_updated_at();
