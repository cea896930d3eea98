-- Who may do what: the privileges and policies of each table. A table without a policy is closed to anon and authenticated. Each
-- policy's comment is its rule in words: the library quotes it when a statement is refused.
--
-- Where a row belongs, whose it is and when it was made is decided when it is made: no user may update those columns, but for a
-- project's team. A row that could be moved would be reached by whoever may write it here and delete it there.

-- Privileges, from nothing: Supabase grants everything on new tables by default privileges.
revoke all on
  public.profiles, public.teams, public.team_members, public.projects, public.project_collaborators, public.project_files,
  public.ai_usage_logs, public.ai_conversations, public.deployments, public.deployment_logs, public.webhooks, public.webhook_logs,
  public.billing_transactions, public.subscription_history, public.api_keys, public.notifications
  from public, anon, authenticated;
grant all on
  public.profiles, public.teams, public.team_members, public.projects, public.project_collaborators, public.project_files,
  public.ai_usage_logs, public.ai_conversations, public.deployments, public.deployment_logs, public.webhooks, public.webhook_logs,
  public.billing_transactions, public.subscription_history, public.api_keys, public.notifications
  to service_role;

-- profiles

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant insert (id, user_id, email, username, full_name, avatar_url, bio, github_username, notion_workspace_id, preferences,
  metadata, last_login_at) on public.profiles to authenticated;
grant update (username, full_name, avatar_url, bio, github_username, notion_workspace_id, preferences, metadata,
  last_login_at) on public.profiles to authenticated;

create policy profiles_select on public.profiles for select to authenticated
  using (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_select on public.profiles is 'a user reads their own profile';

create policy profiles_insert on public.profiles for insert to authenticated
  with check (user_id = (select flashfusion.auth_user_id()) and lower(email) = lower((select flashfusion.confirmed_email())));
comment on policy profiles_insert on public.profiles is
  'user_id must be the auth user id of the caller, and email must be the e-mail that they confirmed';

create policy profiles_update on public.profiles for update to authenticated
  using (user_id = (select flashfusion.auth_user_id())) with check (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_update on public.profiles is 'a user changes their own profile';

-- teams

alter table public.teams enable row level security;
grant select, delete on public.teams to authenticated;
-- No id: projects of a database that was adopted may name teams that are gone. Whoever chose such an id would gain them.
grant insert (name, slug, description, avatar_url, owner_id, settings, metadata, created_at, updated_at)
  on public.teams to authenticated;
grant update (name, slug, description, avatar_url, settings, metadata, updated_at) on public.teams to authenticated;

create policy teams_select on public.teams for select to authenticated
  using (
    -- The owner by itself, as a row that is being inserted is not among the ids yet.
    owner_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.team_ids('guest'))::uuid[])
  );
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

-- team_members

alter table public.team_members enable row level security;
grant select, insert, delete on public.team_members to authenticated;
grant update (role, permissions, accepted_at, updated_at) on public.team_members to authenticated;

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
  'the caller must be owner or admin of the team, and its owner to give the role owner; '
  'invited_by must be null or the profile id of the caller';

create policy team_members_update on public.team_members for update to authenticated
  using (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
  with check (
    (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
    and (role is distinct from 'owner' or team_id = any ((select flashfusion.team_ids('owner'))::uuid[]))
  );
comment on policy team_members_update on public.team_members is
  'the caller must be owner or admin of the team, and its owner to give the role owner; '
  'the invited person may set only accepted_at';

create policy team_members_delete on public.team_members for delete to authenticated
  using (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]));
comment on policy team_members_delete on public.team_members is
  'the caller must be owner or admin of the team, or be the member';

-- projects

alter table public.projects enable row level security;
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
  'a project is read by its owner, its collaborators, members of its team unless it is private, '
  'and anyone while it is public and not deleted';

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
    user_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.shared_project_ids('owner'))::uuid[])
  );
comment on policy projects_delete on public.projects is 'the caller must be owner of the project';

-- project_collaborators

alter table public.project_collaborators enable row level security;
grant select, insert, delete on public.project_collaborators to authenticated;
grant update (role, permissions, accepted_at, updated_at) on public.project_collaborators to authenticated;

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
  'the caller must be admin or higher of the project, and its owner to give the role owner; '
  'invited_by must be null or the profile id of the caller';

create policy project_collaborators_update on public.project_collaborators for update to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
  )
  with check (
    (user_id = (select flashfusion.profile_id()) or project_id = any ((select flashfusion.project_ids('admin'))::uuid[]))
    and (role is distinct from 'owner' or project_id = any ((select flashfusion.project_ids('owner'))::uuid[]))
  );
comment on policy project_collaborators_update on public.project_collaborators is
  'the caller must be admin or higher of the project, and its owner to give the role owner; '
  'the invited person may set only accepted_at';

create policy project_collaborators_delete on public.project_collaborators for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
  );
comment on policy project_collaborators_delete on public.project_collaborators is
  'the caller must be admin or higher of the project, or be the collaborator';

-- project_files

alter table public.project_files enable row level security;
grant select on public.project_files to anon;
grant select, insert, delete on public.project_files to authenticated;
grant update (path, name, content, type, size_bytes, mime_type, encoding, metadata, updated_by, updated_at)
  on public.project_files to authenticated;

create policy project_files_select_public on public.project_files for select to anon
  using (exists (
    select from public.projects p where p.id = project_id and p.visibility = 'public' and p.status <> 'deleted'));
comment on policy project_files_select_public on public.project_files is
  'anyone reads files of public projects that are not deleted';

create policy project_files_select on public.project_files for select to authenticated
  using (
    project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
    or exists (
      select from public.projects p where p.id = project_id and p.visibility = 'public' and p.status <> 'deleted')
  );
comment on policy project_files_select on public.project_files is
  'the caller must be viewer or higher of the project, unless it is public and not deleted';

create policy project_files_insert on public.project_files for insert to authenticated
  with check (
    (
      exists (select from public.projects p where p.id = project_id and p.user_id = (select flashfusion.profile_id()))
      or project_id = any ((select flashfusion.project_ids('editor'))::uuid[]))
    and (created_by is null or created_by = (select flashfusion.profile_id()))
    and (updated_by is null or updated_by = (select flashfusion.profile_id()))
  );
comment on policy project_files_insert on public.project_files is
  'the caller must be editor or higher of the project; created_by and updated_by must be null or the profile id of the caller';

create policy project_files_update on public.project_files for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_update on public.project_files is 'the caller must be editor or higher of the project';

create policy project_files_delete on public.project_files for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_delete on public.project_files is 'the caller must be editor or higher of the project';

-- ai_usage_logs: append-only for users

alter table public.ai_usage_logs enable row level security;
grant select, insert on public.ai_usage_logs to authenticated;

create policy ai_usage_logs_select on public.ai_usage_logs for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_usage_logs_select on public.ai_usage_logs is 'a user reads their own usage';

create policy ai_usage_logs_insert on public.ai_usage_logs for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (select from public.projects p where p.id = project_id and p.user_id = ai_usage_logs.user_id)
      or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]))
  );
comment on policy ai_usage_logs_insert on public.ai_usage_logs is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is viewer or higher';

-- ai_conversations

alter table public.ai_conversations enable row level security;
grant select, insert, delete on public.ai_conversations to authenticated;
grant update (title, model, messages, total_tokens, total_cost, status, metadata, updated_at)
  on public.ai_conversations to authenticated;

create policy ai_conversations_select on public.ai_conversations for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_select on public.ai_conversations is 'a user reads their own conversations';

create policy ai_conversations_insert on public.ai_conversations for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (select from public.projects p where p.id = project_id and p.user_id = ai_conversations.user_id)
      or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]))
  );
comment on policy ai_conversations_insert on public.ai_conversations is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is viewer or higher';

create policy ai_conversations_update on public.ai_conversations for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_update on public.ai_conversations is 'a user changes their own conversations';

create policy ai_conversations_delete on public.ai_conversations for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_delete on public.ai_conversations is 'a user deletes their own conversations';

-- deployments

alter table public.deployments enable row level security;
grant select, insert, delete on public.deployments to authenticated;
grant update (provider, environment, url, domain, commit_sha, commit_message, branch, status, error_message,
  build_time_seconds, metadata, completed_at) on public.deployments to authenticated;

create policy deployments_select on public.deployments for select to authenticated
  using (project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]));
comment on policy deployments_select on public.deployments is 'the caller must be viewer or higher of the project';

create policy deployments_insert on public.deployments for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      exists (select from public.projects p where p.id = project_id and p.user_id = deployments.user_id)
      or project_id = any ((select flashfusion.project_ids('editor'))::uuid[]))
  );
comment on policy deployments_insert on public.deployments is
  'user_id must be the profile id of the caller, and the caller must be editor or higher of the project';

create policy deployments_update on public.deployments for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy deployments_update on public.deployments is 'the caller must be editor or higher of the project';

create policy deployments_delete on public.deployments for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('admin'))::uuid[]));
comment on policy deployments_delete on public.deployments is 'the caller must be admin or higher of the project';

-- deployment_logs: append-only

alter table public.deployment_logs enable row level security;
grant select, insert on public.deployment_logs to authenticated;

create policy deployment_logs_select on public.deployment_logs for select to authenticated
  using (deployment_id = any (array(select d.id from public.deployments d)));
comment on policy deployment_logs_select on public.deployment_logs is 'whoever reads a deployment reads its logs';

create policy deployment_logs_insert on public.deployment_logs for insert to authenticated
  with check (exists (
    select from public.deployments d
    where d.id = deployment_id and d.project_id = any ((select flashfusion.project_ids('editor'))::uuid[])));
comment on policy deployment_logs_insert on public.deployment_logs is
  'the caller must be editor or higher of the deployment''s project';

-- webhooks

alter table public.webhooks enable row level security;
grant select, insert, delete on public.webhooks to authenticated;
grant update (name, url, secret, events, active, headers, metadata, last_triggered_at, updated_at)
  on public.webhooks to authenticated;

create policy webhooks_select on public.webhooks for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_select on public.webhooks is 'a user reads their own webhooks, as they hold secrets';

create policy webhooks_insert on public.webhooks for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (select from public.projects p where p.id = project_id and p.user_id = webhooks.user_id)
      or project_id = any ((select flashfusion.project_ids('admin'))::uuid[]))
  );
comment on policy webhooks_insert on public.webhooks is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is admin or higher';

create policy webhooks_update on public.webhooks for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_update on public.webhooks is 'a user changes their own webhooks';

create policy webhooks_delete on public.webhooks for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_delete on public.webhooks is 'a user deletes their own webhooks';

-- webhook_logs, billing_transactions, subscription_history: written by the service

alter table public.webhook_logs enable row level security;
alter table public.billing_transactions enable row level security;
alter table public.subscription_history enable row level security;
grant select on public.webhook_logs, public.billing_transactions, public.subscription_history to authenticated;

create policy webhook_logs_select on public.webhook_logs for select to authenticated
  using (webhook_id = any (array(
    select w.id from public.webhooks w where w.user_id = (select flashfusion.profile_id()))));
comment on policy webhook_logs_select on public.webhook_logs is 'a user reads the deliveries of their own webhooks';

create policy billing_transactions_select on public.billing_transactions for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy billing_transactions_select on public.billing_transactions is 'a user reads their own transactions';

create policy subscription_history_select on public.subscription_history for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy subscription_history_select on public.subscription_history is
  'a user reads the history of their own subscription';

-- api_keys

alter table public.api_keys enable row level security;
grant select, insert, delete on public.api_keys to authenticated;
grant update (name, permissions, rate_limit, expires_at, last_used_at, revoked_at) on public.api_keys to authenticated;

create policy api_keys_select on public.api_keys for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_select on public.api_keys is 'a user reads their own API keys';

create policy api_keys_insert on public.api_keys for insert to authenticated
  with check (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_insert on public.api_keys is 'user_id must be the profile id of the caller';

create policy api_keys_update on public.api_keys for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_update on public.api_keys is 'a user changes their own API keys';

create policy api_keys_delete on public.api_keys for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_delete on public.api_keys is 'a user deletes their own API keys';

-- notifications: written by the service

alter table public.notifications enable row level security;
grant select, delete on public.notifications to authenticated;
grant update (read) on public.notifications to authenticated;

create policy notifications_select on public.notifications for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_select on public.notifications is 'a user reads their own notifications';

create policy notifications_update on public.notifications for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_update on public.notifications is 'a user marks their own notifications as read';

create policy notifications_delete on public.notifications for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_delete on public.notifications is 'a user deletes their own notifications';
