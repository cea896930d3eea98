-- The table public.teams, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.teams (
  id                uuid default gen_random_uuid() not null,
  name              text not null,
  slug              text not null,
  description       text,
  avatar_url        text,
  owner_id          uuid not null,
  subscription_tier text default 'free',
  settings          jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  created_at        timestamptz default now(),
  updated_at        timestamptz default now(),
  constraint teams_pkey primary key (id),
  constraint teams_slug_key unique (slug),
  constraint teams_owner_id_fkey foreign key (owner_id) references public.profiles (id) on delete cascade
);

alter table public.teams
  add constraint teams_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint teams_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint teams_settings_readable check (not jsonb_path_exists(settings, '$.**{100}'::jsonpath)) not valid,
  add constraint teams_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_teams_owner_id on public.teams (owner_id);

alter table public.teams enable row level security;
grant select, delete on public.teams to authenticated;
grant insert (name, slug, description, avatar_url, owner_id, settings, metadata, created_at, updated_at) on
  public.teams to authenticated;
grant update (name, slug, description, avatar_url, settings, metadata, updated_at) on public.teams to authenticated;
grant all on public.teams to service_role;

create policy teams_select on public.teams for select to authenticated
  using (owner_id = (select flashfusion.profile_id()) or id = any ((select flashfusion.team_ids('guest'))::uuid[]));
comment on policy teams_select on public.teams is 'a team is read by its owner, its members and its guests';

create policy teams_insert on public.teams for insert to authenticated
  with check (owner_id = (select flashfusion.profile_id()));
comment on policy teams_insert on public.teams is 'owner_id must be the profile id of the caller';

create policy teams_update on public.teams for update to authenticated
  using (id = any ((select flashfusion.team_ids('admin'))::uuid[]));
comment on policy teams_update on public.teams is 'the caller must be owner or admin of the team';

create policy teams_delete on public.teams for delete to authenticated
  using (id = any ((select flashfusion.team_ids('owner'))::uuid[]));
comment on policy teams_delete on public.teams is 'the caller must be owner of the team';

create trigger touch_updated_at before update on public.teams
  for each row execute function flashfusion.touch_updated_at();
