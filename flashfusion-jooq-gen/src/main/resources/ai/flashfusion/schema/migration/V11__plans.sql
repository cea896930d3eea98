-- What row level security costs: a constant per statement and nothing per row.

-- In plpgsql, as a session keeps the plans of its statements: those of a function in SQL are made anew for each statement
-- that calls it, which took longer than running them. The text of the rules is that of before.

create or replace function flashfusion.profile_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (select id from public.profiles where user_id = flashfusion.auth_user_id());
  end
  $$;

-- Projects on which the caller holds at least the given collaborator role, their own ones included.
create or replace function flashfusion.project_ids(at_least text) returns uuid[]
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
      union
      select c.project_id from public.project_collaborators c where c.user_id = me and c.role = any (roles)
      union
      select p.id from public.projects p
      where p.visibility <> 'private' and p.team_id = any (array(
        select t.id from public.teams t where t.owner_id = me and needed <= 3
        union all
        select m.team_id from public.team_members m where m.user_id = me and m.role = any (team_roles))));
  end
  $$;

-- Projects shared with the caller as a collaborator, in at least the given role.
create or replace function flashfusion.shared_project_ids(at_least text) returns uuid[]
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

-- Teams in which the caller holds at least the given role. The owner of a team needs no membership row.
create or replace function flashfusion.team_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['guest', 'member', 'admin', 'owner'], at_least);
    roles constant text[] := (array['guest', 'member', 'admin', 'owner'])[needed:];
  begin
    return array(
      select t.id from public.teams t where t.owner_id = me
      union
      select m.team_id from public.team_members m where m.user_id = me and m.role = any (roles));
  end
  $$;

-- An array worked out once, with which an index is searched, instead of a look at the parent for each row.

alter policy deployment_logs_select on public.deployment_logs
  using (deployment_id = any (array(select d.id from public.deployments d)));

alter policy webhook_logs_select on public.webhook_logs
  using (webhook_id = any (array(
    select w.id from public.webhooks w where w.user_id = (select flashfusion.profile_id()))));

-- The rows of one parent, newest first as pages and helpers read them, are one stretch of an index; each begins with what the
-- index held that it takes the place of.

create index idx_projects_user_created on public.projects (user_id, created_at desc, id desc);
create index idx_deployments_project_created on public.deployments (project_id, created_at desc, id desc);
create index idx_deployment_logs_deployment_timestamp on public.deployment_logs (deployment_id, "timestamp" desc, id desc);
create index idx_ai_conversations_user_created on public.ai_conversations (user_id, created_at desc, id desc);
create index idx_billing_transactions_user_created on public.billing_transactions (user_id, created_at desc, id desc);
create index idx_notifications_user_created on public.notifications (user_id, created_at desc, id desc);

drop index public.idx_projects_user_id, public.idx_deployments_project_id, public.idx_deployment_logs_deployment_id,
  public.idx_ai_conversations_user_id, public.idx_billing_transactions_user_id,
  public.idx_notifications_user_id;

-- A sign-up looks for its e-mail in lower case, as findByEmail does.

create index idx_profiles_lower_email on public.profiles (lower(email));
