-- Row level security on all sixteen tables. A table without a policy is closed to anon and authenticated.
-- Each policy's comment is its rule in words: the library quotes it when a statement is refused.

-- Helper functions and the migration history live outside public, which the Supabase API exposes.
create schema if not exists flashfusion;
revoke all on schema flashfusion from public;
grant usage on schema flashfusion to anon, authenticated, service_role;

-- Privileges, from nothing: Supabase grants everything on new tables by default privileges.
do $$
declare
  t text;
begin
  foreach t in array array[
    'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_usage_logs',
    'ai_conversations', 'deployments', 'deployment_logs', 'webhooks', 'webhook_logs', 'billing_transactions',
    'subscription_history', 'api_keys', 'notifications']
  loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from public, anon, authenticated', t);
    execute format('grant all on public.%I to service_role', t);
  end loop;
end
$$;

-- A team that is gone must not come back to power under projects that still name it. Not validated: a database in use
-- may hold such projects, and no row is to be changed here.
alter table public.projects
  add constraint projects_team_id_fkey foreign key (team_id) references public.teams (id) on delete set null not valid;

-- Where a row belongs, whose it is and when it was made is decided when it is made: no user may update those columns, but for a
-- project's team. A row that could be moved would be reached by whoever may write it here and delete it there.

-- Who the caller is. A login that has a key here is believed only what is sealed with it: whoever may run SQL as that login can set
-- the claims, but not seal them. Logins without a key, such as the one of the Supabase API, are believed as auth.uid() believes them.

create schema flashfusion_seal;
revoke all on schema flashfusion_seal from public;

-- Two keys at most, so that one can be replaced while the other is in use.
create table flashfusion_seal.keys (
  login name not null,
  slot  smallint not null default 1,
  key   bytea not null,
  since timestamptz not null default now(),
  constraint keys_pkey primary key (login, slot),
  constraint keys_slot_check check (slot in (1, 2)),
  constraint keys_key_check check (octet_length(key) >= 32)
);
revoke all on flashfusion_seal.keys from public, anon, authenticated, service_role;

-- Whether the session's login must seal its identities.
create function flashfusion.is_sealed() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return exists (select from flashfusion_seal.keys where login = session_user);
  end
  $$;

-- Gives the transaction the caller's claims, if the seal holds for them and for the current role. A seal is
-- <expiry in seconds since 1970>.<sha256(key, sha256(key, expiry.role.claims)) in hex>. What is left of it is a mark that holds in this
-- transaction alone: whoever reads the mark can do nothing with it. Logins without a key need no seal.
create function flashfusion.enter(claims text, reason text, seal text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    expiry constant text := split_part(seal, '.', 1);
    role constant text := current_setting('role', true);
    message constant bytea := convert_to(concat_ws('.', expiry, role, claims), 'UTF8');
    mark text;
    sealed boolean;
  begin
    -- Temporary tables that somebody left on the connection would stand in for those of the same name.
    if pg_my_temp_schema() <> 0 then
      execute 'discard temp';
    end if;
    select encode(sha256(key || sha256(key || convert_to(
             concat_ws('.', 'mark', pg_backend_pid(), extract(epoch from now()), role, claims), 'UTF8'))), 'hex'),
           coalesce(encode(sha256(key || sha256(key || message)), 'hex') = split_part(seal, '.', 2), false) as holds
      into mark, sealed
      from flashfusion_seal.keys where login = session_user order by holds desc limit 1;
    if not sealed then
      raise insufficient_privilege using
        message = 'the identity is not sealed',
        hint = format('the login %s may act only under identities that are sealed with its key', session_user);
    elsif sealed and expiry::bigint < extract(epoch from now()) then
      raise insufficient_privilege using
        message = 'the seal of the identity has expired',
        hint = 'a transaction must begin within minutes after its identity was sealed; compare the clocks of both machines';
    end if;
    perform set_config('request.jwt.claims', claims, true),
      set_config('flashfusion.reason', reason, true),
      set_config('flashfusion.mark', coalesce(mark, ''), true);
  end
  $$;

-- The auth user id of the caller. A login that has a key is believed what the transaction was entered with, and nothing else: the
-- legacy settings that auth.uid() prefers are not read.
create function flashfusion.auth_user_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
    mark constant text := coalesce(current_setting('flashfusion.mark', true), '');
    message constant bytea := convert_to(
      concat_ws('.', 'mark', pg_backend_pid(), extract(epoch from now()), current_setting('role', true), claims), 'UTF8');
    sealed boolean;
  begin
    select bool_or(encode(sha256(key || sha256(key || message)), 'hex') = mark) into sealed
    from flashfusion_seal.keys where login = session_user;
    if sealed is null then
      return auth.uid();
    elsif not sealed then
      raise insufficient_privilege using
        message = 'the identity is not sealed',
        hint = format('the login %s may act only under identities that are sealed with its key', session_user);
    end if;
    -- A statement that text has prepared under a name of the driver's would run with the identity of whoever executes it next. The
    -- text of such a statement is the one that prepared it.
    if position('prepare' in lower(current_query())) > 0 and current_query() ~* '\mprepare\M' then
      raise insufficient_privilege using
        message = 'the statement is not one that the driver has prepared',
        hint = 'a statement that contains the word "prepare" may not ask for the caller: bind the word, or name the column otherwise';
    end if;
    return (nullif(claims, '')::jsonb ->> 'sub')::uuid;
  end
  $$;

revoke all on function flashfusion.is_sealed(), flashfusion.enter(text, text, text), flashfusion.auth_user_id() from public;
grant execute on function flashfusion.is_sealed(), flashfusion.auth_user_id() to authenticated, service_role;
grant execute on function flashfusion.enter(text, text, text) to anon, authenticated, service_role;

-- What the caller reaches. Each is worked out once per statement: policies call them in a sub-select.

create function flashfusion.profile_id() returns uuid
  language sql stable security definer set search_path = ''
  as $$ select id from public.profiles where user_id = flashfusion.auth_user_id() $$;

-- Projects on which the caller holds at least the given collaborator role, their own ones included.
create function flashfusion.project_ids(at_least text) returns uuid[]
  language sql stable security definer set search_path = ''
  as $$
    with me as (select flashfusion.profile_id() as id),
    strength (role, rank) as (values ('viewer', 1), ('editor', 2), ('admin', 3), ('owner', 4)),
    team_strength (role, rank) as (values ('guest', 1), ('member', 2), ('admin', 3), ('owner', 3)),
    needed as (select rank from strength where role = at_least),
    my_teams (team_id, rank) as (
      select t.id, 3 from public.teams t, me where t.owner_id = me.id
      union all
      select m.team_id, s.rank from public.team_members m join team_strength s on s.role = m.role, me where m.user_id = me.id
    )
    select coalesce(array_agg(distinct reach.id), '{}')
    from (
      select p.id from public.projects p, me where p.user_id = me.id
      union all
      select c.project_id from public.project_collaborators c join strength s on s.role = c.role, me, needed
      where c.user_id = me.id and s.rank >= needed.rank
      union all
      select p.id from public.projects p join my_teams t on t.team_id = p.team_id, needed
      where t.rank >= needed.rank and p.visibility <> 'private'
    ) reach (id)
  $$;

-- Projects shared with the caller as a collaborator, in at least the given role.
create function flashfusion.shared_project_ids(at_least text) returns uuid[]
  language sql stable security definer set search_path = ''
  as $$
    with strength (role, rank) as (values ('viewer', 1), ('editor', 2), ('admin', 3), ('owner', 4))
    select coalesce(array_agg(c.project_id), '{}')
    from public.project_collaborators c join strength s on s.role = c.role
    where c.user_id = flashfusion.profile_id() and s.rank >= (select rank from strength where role = at_least)
  $$;

-- Teams in which the caller holds at least the given role. The owner of a team needs no membership row.
create function flashfusion.team_ids(at_least text) returns uuid[]
  language sql stable security definer set search_path = ''
  as $$
    with me as (select flashfusion.profile_id() as id),
    strength (role, rank) as (values ('guest', 1), ('member', 2), ('admin', 3), ('owner', 4))
    select coalesce(array_agg(distinct reach.id), '{}')
    from (
      select t.id from public.teams t, me where t.owner_id = me.id
      union all
      select m.team_id from public.team_members m join strength s on s.role = m.role, me
      where m.user_id = me.id and s.rank >= (select rank from strength where role = at_least)
    ) reach (id)
  $$;

revoke all on function
  flashfusion.profile_id(), flashfusion.project_ids(text), flashfusion.shared_project_ids(text), flashfusion.team_ids(text)
  from public;
grant execute on function
  flashfusion.profile_id(), flashfusion.project_ids(text), flashfusion.shared_project_ids(text), flashfusion.team_ids(text)
  to authenticated;

-- profiles

grant select on public.profiles to authenticated;
grant insert (id, user_id, email, username, full_name, avatar_url, bio, github_username, notion_workspace_id, preferences,
  metadata, last_login_at) on public.profiles to authenticated;
grant update (username, full_name, avatar_url, bio, github_username, notion_workspace_id, preferences, metadata,
  last_login_at) on public.profiles to authenticated;

create policy profiles_select on public.profiles for select to authenticated
  using (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_select on public.profiles is 'a user reads their own profile';

create policy profiles_insert on public.profiles for insert to authenticated
  with check (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_insert on public.profiles is 'user_id must be the auth user id of the caller';

create policy profiles_update on public.profiles for update to authenticated
  using (user_id = (select flashfusion.auth_user_id())) with check (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_update on public.profiles is 'a user changes their own profile';

-- projects

grant select on public.projects to anon, authenticated;
grant delete on public.projects to authenticated;
grant insert (id, user_id, team_id, name, slug, description, readme, framework, category, tags, status, visibility,
  github_repo, vercel_project_id, netlify_site_id, live_url, preview_url, thumbnail_url, settings, metadata,
  last_deployed_at, created_at, updated_at) on public.projects to authenticated;
grant update (team_id, name, slug, description, readme, framework, category, tags, status, visibility,
  github_repo, vercel_project_id, netlify_site_id, live_url, preview_url, thumbnail_url, settings, metadata,
  last_deployed_at, updated_at) on public.projects to authenticated;

create policy projects_select_public on public.projects for select to anon
  using (visibility = 'public' and status <> 'deleted');
comment on policy projects_select_public on public.projects is 'anyone reads public projects that are not deleted';

create policy projects_select on public.projects for select to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or (visibility = 'public' and status <> 'deleted')
    or id = any ((select flashfusion.shared_project_ids('viewer'))::uuid[])
    or (visibility <> 'private' and team_id = any ((select flashfusion.team_ids('guest'))::uuid[]))
  );
comment on policy projects_select on public.projects is
  'owner, collaborators, members of the project''s team unless it is private, and anyone while it is public and not deleted';

create policy projects_insert on public.projects for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (team_id is null or team_id = any ((select flashfusion.team_ids('member'))::uuid[]))
  );
comment on policy projects_insert on public.projects is
  'user_id must be the profile id of the caller, and team_id null or a team in which the caller is member or higher';

create policy projects_update on public.projects for update to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.shared_project_ids('admin'))::uuid[])
    or (visibility <> 'private' and team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
  );
comment on policy projects_update on public.projects is
  'the caller must be owner or admin of the project, and remain it after the change';

create policy projects_delete on public.projects for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.shared_project_ids('owner'))::uuid[])
  );
comment on policy projects_delete on public.projects is 'the caller must be owner of the project';

-- What triggers answer when they refuse a row: the words of a policy, and the rule as the hint.
create function flashfusion.refuse(reason text, table_name text, column_name text) returns void
  language plpgsql set search_path = ''
  as $$
  begin
    raise insufficient_privilege using
      message = format('new row violates row-level security policy for table "%s"', table_name),
      hint = reason, schema = 'public', table = table_name, column = coalesce(column_name, '');
  end
  $$;

revoke all on function flashfusion.refuse(text, text, text) from public;
grant execute on function flashfusion.refuse(text, text, text) to authenticated;

-- A policy sees only the new row. Moving a project into a team needs the right that creating it there needs.
-- Security invoker on purpose: whom row level security does not bind, this does not bind either.
create function flashfusion.guard_project_team() returns trigger
  language plpgsql set search_path = ''
  as $$
  begin
    if new.team_id is distinct from old.team_id and new.team_id is not null and row_security_active(tg_relid) then
      -- An if of its own: the right to execute is asked for even where the condition before it is false.
      if new.team_id <> all (flashfusion.team_ids('member')) then
        perform flashfusion.refuse(
          'team_id must be null or a team in which the caller is member or higher', tg_table_name, 'team_id');
      end if;
    end if;
    return new;
  end
  $$;

create trigger guard_project_team before update of team_id on public.projects
  for each row execute function flashfusion.guard_project_team();

-- ai_usage_logs: append-only for users

grant select, insert on public.ai_usage_logs to authenticated;

create policy ai_usage_logs_select on public.ai_usage_logs for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_usage_logs_select on public.ai_usage_logs is 'a user reads their own usage';

create policy ai_usage_logs_insert on public.ai_usage_logs for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (project_id is null or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]))
  );
comment on policy ai_usage_logs_insert on public.ai_usage_logs is
  'user_id must be the profile id of the caller, and project_id null or a project of which the caller is viewer or higher';

-- deployments

grant select, insert, delete on public.deployments to authenticated;
grant update (provider, environment, url, domain, commit_sha, commit_message, branch, status, error_message,
  build_time_seconds, metadata, completed_at) on public.deployments to authenticated;

create policy deployments_select on public.deployments for select to authenticated
  using (project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]));
comment on policy deployments_select on public.deployments is 'the caller must be viewer or higher of the project';

create policy deployments_insert on public.deployments for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and project_id = any ((select flashfusion.project_ids('editor'))::uuid[])
  );
comment on policy deployments_insert on public.deployments is
  'user_id must be the profile id of the caller, and the caller editor or higher of the project';

create policy deployments_update on public.deployments for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy deployments_update on public.deployments is 'the caller must be editor or higher of the project';

create policy deployments_delete on public.deployments for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('admin'))::uuid[]));
comment on policy deployments_delete on public.deployments is 'the caller must be admin or higher of the project';
