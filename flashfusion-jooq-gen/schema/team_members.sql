-- The table public.team_members, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.team_members (
  id          uuid default gen_random_uuid() not null,
  team_id     uuid not null,
  user_id     uuid not null,
  role        text default 'member',
  permissions jsonb default '{}'::jsonb,
  invited_by  uuid,
  accepted_at timestamptz,
  created_at  timestamptz default now(),
  updated_at  timestamptz default now(),
  constraint team_members_pkey primary key (id),
  constraint team_members_team_id_user_id_key unique (team_id, user_id),
  constraint team_members_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null,
  constraint team_members_team_id_fkey foreign key (team_id) references public.teams (id) on delete cascade,
  constraint team_members_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint team_members_role_check check (role in ('owner', 'admin', 'member', 'guest'))
);

alter table public.team_members
  add constraint team_members_accepted_at_readable check (
    accepted_at >= to_timestamp(-62135510400) and accepted_at < to_timestamp(253402214400)
  ) not valid,
  add constraint team_members_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint team_members_permissions_readable check (
    jsonb_typeof(permissions) in ('object', 'null') and not jsonb_path_exists(permissions, '$.**{100}'::jsonpath)
  ) not valid,
  add constraint team_members_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_team_members_invited_by on public.team_members (invited_by);
create index idx_team_members_user_team on public.team_members (user_id) include (team_id, role);

alter table public.team_members enable row level security;
grant select, insert, delete on public.team_members to authenticated;
grant update (role, permissions, accepted_at, updated_at) on public.team_members to authenticated;
grant all on public.team_members to service_role;

create policy team_members_select on public.team_members for select to authenticated
  using (team_id = any ((select flashfusion.team_ids('guest'))::uuid[]));
comment on policy team_members_select on public.team_members is
  'the members of a team are read by its owner, its members and its guests';

create policy team_members_insert on public.team_members for insert to authenticated
  with check (
    team_id = any ((select flashfusion.team_ids('admin'))::uuid[])
    and (role is distinct from 'owner' or team_id = any ((select flashfusion.team_ids('owner'))::uuid[]))
    and (invited_by is null or invited_by = (select flashfusion.profile_id()))
  );
comment on policy team_members_insert on public.team_members is
  'the caller must be owner or admin of the team, and its owner to give the role owner; invited_by must be null or the profile id of the caller';

create policy team_members_update on public.team_members for update to authenticated
  using (
    user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[])
  )
  with check (
    (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
    and (role is distinct from 'owner' or team_id = any ((select flashfusion.team_ids('owner'))::uuid[]))
  );
comment on policy team_members_update on public.team_members is
  'the caller must be owner or admin of the team, and its owner to give the role owner; the invited person may set only accepted_at';

create policy team_members_delete on public.team_members for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[])
  );
comment on policy team_members_delete on public.team_members is
  'the caller must be owner or admin of the team, or be the member';

create trigger guard_membership before update on public.team_members
  for each row execute function flashfusion.guard_membership();

create trigger touch_updated_at before update on public.team_members
  for each row execute function flashfusion.touch_updated_at();
