-- The table public.projects, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.projects (
  id                uuid default gen_random_uuid() not null,
  user_id           uuid not null,
  team_id           uuid,
  name              text not null,
  slug              text not null,
  description       text,
  readme            text,
  framework         text,
  category          text,
  tags              text[],
  status            text default 'active',
  visibility        text default 'private',
  github_repo       text,
  vercel_project_id text,
  netlify_site_id   text,
  live_url          text,
  preview_url       text,
  thumbnail_url     text,
  settings          jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  star_count        integer default 0,
  fork_count        integer default 0,
  view_count        integer default 0,
  last_deployed_at  timestamptz,
  created_at        timestamptz default now(),
  updated_at        timestamptz default now(),
  constraint projects_pkey primary key (id),
  constraint projects_slug_key unique (slug),
  constraint projects_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint projects_category_check check (
    category in ('web', 'mobile', 'desktop', 'api', 'fullstack', 'ai', 'blockchain', 'iot', 'other')
  ),
  constraint projects_framework_check check (
    framework in ('react', 'vue', 'angular', 'svelte', 'nextjs', 'nuxt', 'gatsby', 'remix', 'astro', 'custom')
  ),
  constraint projects_status_check check (status in ('active', 'archived', 'deleted', 'suspended')),
  constraint projects_visibility_check check (visibility in ('public', 'private', 'unlisted', 'team'))
);

alter table public.projects
  add constraint projects_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint projects_last_deployed_at_readable check (
    last_deployed_at >= to_timestamp(-62135510400) and last_deployed_at < to_timestamp(253402214400)
  ) not valid,
  add constraint projects_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint projects_settings_readable check (not jsonb_path_exists(settings, '$.**{100}'::jsonpath)) not valid,
  add constraint projects_tags_readable check (concat(tags) !~ '^(\[|\{\{)') not valid,
  add constraint projects_team_id_fkey foreign key (team_id) references public.teams (id) on delete set null not valid,
  add constraint projects_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_projects_created_at on public.projects (created_at desc);
create index idx_projects_status on public.projects (status);
create index idx_projects_team_visibility on public.projects (team_id) include (visibility, id);
create index idx_projects_user_created on public.projects (user_id, created_at desc, id desc);
create index idx_projects_visibility on public.projects (visibility);

alter table public.projects enable row level security;
grant select on public.projects to anon;
grant select, delete on public.projects to authenticated;
grant insert (id, user_id, team_id, name, slug, description, readme, framework, category, tags, status, visibility,
  github_repo, vercel_project_id, netlify_site_id, live_url, preview_url, thumbnail_url, settings, metadata,
  last_deployed_at, created_at, updated_at) on public.projects to authenticated;
grant update (team_id, name, slug, description, readme, framework, category, tags, status, visibility, github_repo,
  vercel_project_id, netlify_site_id, live_url, preview_url, thumbnail_url, settings, metadata, last_deployed_at,
  updated_at) on public.projects to authenticated;
grant all on public.projects to service_role;

create policy projects_select on public.projects for select to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or (visibility = 'public' and status <> 'deleted')
    or id = any ((select flashfusion.shared_project_ids('viewer'))::uuid[])
    or (visibility <> 'private' and team_id = any ((select flashfusion.team_ids('guest'))::uuid[]))
  );
comment on policy projects_select on public.projects is
  'a project is read by its owner, its collaborators, members of its team unless it is private, and anyone while it is public and not deleted';

create policy projects_select_public on public.projects for select to anon
  using (visibility = 'public' and status <> 'deleted');
comment on policy projects_select_public on public.projects is 'anyone reads public projects that are not deleted';

create policy projects_insert on public.projects for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (team_id is null or team_id = any ((select flashfusion.team_ids('member'))::uuid[]))
  );
comment on policy projects_insert on public.projects is
  'user_id must be the profile id of the caller, and team_id must be null or a team in which the caller is member or higher';

create policy projects_update on public.projects for update to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.shared_project_ids('admin'))::uuid[])
    or (visibility <> 'private' and team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
  );
comment on policy projects_update on public.projects is
  'the caller must be owner or admin of the project, before and after the change';

create policy projects_delete on public.projects for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id()) or id = any ((select flashfusion.shared_project_ids('owner'))::uuid[])
  );
comment on policy projects_delete on public.projects is 'the caller must be owner of the project';

create trigger guard_project_team before update of team_id on public.projects
  for each row execute function flashfusion.guard_project_team();

create trigger touch_updated_at before update on public.projects
  for each row execute function flashfusion.touch_updated_at();
