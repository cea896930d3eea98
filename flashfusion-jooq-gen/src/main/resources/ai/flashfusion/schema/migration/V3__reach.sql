-- What the caller reaches. Policies call these functions in a sub-select, so that each is worked out once per statement.

-- One may be listed twice: looking for duplicates takes longer than the rest.
create function flashfusion.project_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['viewer', 'editor', 'admin', 'owner'], at_least);
    roles constant text[] := (array['viewer', 'editor', 'admin', 'owner'])[needed:];
    -- A team's members are editors of its projects and its guests viewers; nobody owns a project through a team.
    team_roles constant text[] := (array['{guest,member,admin,owner}', '{member,admin,owner}', '{admin,owner}', '{}'])[needed];
  begin
    return array(
      select p.id from public.projects p where p.user_id = me
      union all
      select c.project_id from public.project_collaborators c where c.user_id = me and c.role = any (roles)
      union all
      select p.id from public.projects p
      where p.visibility <> 'private' and p.team_id = any (array(
        select t.id from public.teams t where t.owner_id = me and needed <= 3
        union all
        select m.team_id from public.team_members m where m.user_id = me and m.role = any (team_roles))));
  end
  $$;
comment on function flashfusion.project_ids(text) is
  'returns the projects on which the caller holds at least the given role, their own ones included; one may be listed twice';

create function flashfusion.shared_project_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['viewer', 'editor', 'admin', 'owner'], at_least);
    roles constant text[] := (array['viewer', 'editor', 'admin', 'owner'])[needed:];
  begin
    return array(select c.project_id from public.project_collaborators c where c.user_id = me and c.role = any (roles));
  end
  $$;
comment on function flashfusion.shared_project_ids(text) is
  'returns the projects shared with the caller as a collaborator, in at least the given role';

-- The owner of a team needs no membership row.
create function flashfusion.team_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['guest', 'member', 'admin', 'owner'], at_least);
    roles constant text[] := (array['guest', 'member', 'admin', 'owner'])[needed:];
  begin
    return array(
      select t.id from public.teams t where t.owner_id = me
      union all
      select m.team_id from public.team_members m where m.user_id = me and m.role = any (roles));
  end
  $$;
comment on function flashfusion.team_ids(text) is
  'returns the teams in which the caller holds at least the given role; one may be listed twice';

create function flashfusion.public_cards(profile_ids uuid[])
  returns table (id uuid, username text, full_name text, avatar_url text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    with me as (select flashfusion.profile_id() as id),
    projects as (
      select p.id, p.user_id, p.team_id, p.visibility from public.projects p
      where p.id = any (flashfusion.project_ids('viewer'))
    ),
    teams as (
      select unnest(flashfusion.team_ids('guest')) as id
      union
      select team_id from projects where visibility <> 'private' and team_id is not null
    ),
    people as (
      select me.id from me
      union
      select user_id from projects
      union
      select c.user_id from public.project_collaborators c
      where c.project_id in (select projects.id from projects) and c.role is not null
      union
      select t.owner_id from public.teams t where t.id in (select teams.id from teams)
      union
      select m.user_id from public.team_members m
      where m.team_id in (select teams.id from teams) and m.role is not null
    )
    select p.id, p.username, p.full_name, p.avatar_url
    from public.profiles p
    where p.id = any (profile_ids) and p.id in (select people.id from people)
  $$;
comment on function flashfusion.public_cards(uuid[]) is
  'returns the cards of those given profiles that share a project or a team with the caller, and the caller''s own';

revoke all on function
  flashfusion.project_ids(text), flashfusion.shared_project_ids(text), flashfusion.team_ids(text), flashfusion.public_cards(uuid[])
  from public;
grant execute on function
  flashfusion.project_ids(text), flashfusion.shared_project_ids(text), flashfusion.team_ids(text), flashfusion.public_cards(uuid[])
  to authenticated;
grant execute on function flashfusion.public_cards(uuid[]) to service_role;
