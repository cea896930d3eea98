-- The access matrix for the remaining twelve tables, the public cards, and the indexes that all policies lean on.

-- Triggers see the old row, which a policy does not. They bind whom row level security binds. Where a function is called that
-- others may not execute, the condition before it is an if of its own: plpgsql asks for the right even where it is false.

-- Rows that give a role. Policies say who may change them; this, what a person may change about their own: they accept, and who is
-- admin there may also lower their role.
create function flashfusion.guard_membership() returns trigger
  language plpgsql set search_path = ''
  as $$
  declare
    ranks constant text[] := array['guest', 'viewer', 'member', 'editor', 'admin', 'owner'];
    administers boolean;
  begin
    if not row_security_active(tg_relid) or (new.role, new.permissions) is not distinct from (old.role, old.permissions) then
      return new;
    end if;
    if old.user_id = flashfusion.profile_id() then
      if tg_table_name = 'team_members' then
        administers := old.team_id = any (flashfusion.team_ids('admin'));
      else
        administers := old.project_id = any (flashfusion.project_ids('admin'));
      end if;
      if not administers then
        perform flashfusion.refuse('who is invited may set only accepted_at', tg_table_name, null);
      elsif coalesce(array_position(ranks, new.role), 0) > coalesce(array_position(ranks, old.role), 0) then
        perform flashfusion.refuse('nobody raises their own role', tg_table_name, 'role');
      end if;
    end if;
    return new;
  end
  $$;

-- A person named for something they did not do would be told of it, and the foreign key would tell who exists.
create function flashfusion.guard_updated_by() returns trigger
  language plpgsql set search_path = ''
  as $$
  begin
    if new.updated_by is distinct from old.updated_by and new.updated_by is not null and row_security_active(tg_relid) then
      if new.updated_by is distinct from flashfusion.profile_id() then
        perform flashfusion.refuse(
          'updated_by must be null, the profile id of the caller, or stay as it is', tg_table_name, 'updated_by');
      end if;
    end if;
    return new;
  end
  $$;

revoke all on function flashfusion.guard_membership(), flashfusion.guard_updated_by() from public;

-- People who share a project or a team with the caller, and the caller.
create function flashfusion.public_cards(profile_ids uuid[])
  returns table (id uuid, username text, full_name text, avatar_url text)
  language sql stable security definer set search_path = ''
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

revoke all on function flashfusion.public_cards(uuid[]) from public;
grant execute on function flashfusion.public_cards(uuid[]) to authenticated, service_role;

-- project_collaborators

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
  'the caller must be admin or higher of the project, and its owner to give the role owner; invited_by null or the profile id of the caller';

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
  'the caller must be admin or higher of the project, and its owner to give the role owner; who is invited may set only accepted_at';

create policy project_collaborators_delete on public.project_collaborators for delete to authenticated
  using (
    user_id = (select flashfusion.profile_id())
    or project_id = any ((select flashfusion.project_ids('admin'))::uuid[])
  );
comment on policy project_collaborators_delete on public.project_collaborators is
  'the caller must be admin or higher of the project, or leave it themselves';

create trigger guard_membership before update on public.project_collaborators
  for each row execute function flashfusion.guard_membership();

-- project_files

grant select on public.project_files to anon;
grant select, insert, delete on public.project_files to authenticated;
grant update (path, name, content, type, size_bytes, mime_type, encoding, metadata, updated_by, updated_at)
  on public.project_files to authenticated;

create policy project_files_select_public on public.project_files for select to anon
  using (exists (
    select from public.projects p where p.id = project_id and p.visibility = 'public' and p.status <> 'deleted'));
comment on policy project_files_select_public on public.project_files is 'anyone reads files of public projects that are not deleted';

create policy project_files_select on public.project_files for select to authenticated
  using (
    project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
    or exists (
      select from public.projects p where p.id = project_id and p.visibility = 'public' and p.status <> 'deleted')
  );
comment on policy project_files_select on public.project_files is 'the caller must be viewer or higher of the project, or anyone while it is public and not deleted';

create policy project_files_insert on public.project_files for insert to authenticated
  with check (
    project_id = any ((select flashfusion.project_ids('editor'))::uuid[])
    and (created_by is null or created_by = (select flashfusion.profile_id()))
    and (updated_by is null or updated_by = (select flashfusion.profile_id()))
  );
comment on policy project_files_insert on public.project_files is 'the caller must be editor or higher of the project; created_by and updated_by null or the profile id of the caller';

create policy project_files_update on public.project_files for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_update on public.project_files is 'the caller must be editor or higher of the project';

create policy project_files_delete on public.project_files for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_delete on public.project_files is 'the caller must be editor or higher of the project';

create trigger guard_updated_by before update of updated_by on public.project_files
  for each row execute function flashfusion.guard_updated_by();

-- ai_conversations

grant select, insert, delete on public.ai_conversations to authenticated;
grant update (title, model, messages, total_tokens, total_cost, status, metadata, updated_at)
  on public.ai_conversations to authenticated;

create policy ai_conversations_select on public.ai_conversations for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_select on public.ai_conversations is 'a user reads their own conversations';

create policy ai_conversations_insert on public.ai_conversations for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (project_id is null or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]))
  );
comment on policy ai_conversations_insert on public.ai_conversations is 'user_id must be the profile id of the caller, and project_id null or a project of which the caller is viewer or higher';

create policy ai_conversations_update on public.ai_conversations for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_update on public.ai_conversations is 'a user changes their own conversations';

create policy ai_conversations_delete on public.ai_conversations for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_delete on public.ai_conversations is 'a user deletes their own conversations';

-- deployment_logs: append-only

grant select, insert on public.deployment_logs to authenticated;

create policy deployment_logs_select on public.deployment_logs for select to authenticated
  using (exists (select from public.deployments d where d.id = deployment_id));
comment on policy deployment_logs_select on public.deployment_logs is 'who sees the deployment sees its logs';

create policy deployment_logs_insert on public.deployment_logs for insert to authenticated
  with check (exists (
    select from public.deployments d
    where d.id = deployment_id and d.project_id = any ((select flashfusion.project_ids('editor'))::uuid[])));
comment on policy deployment_logs_insert on public.deployment_logs is 'the caller must be editor or higher of the deployment''s project';

-- webhooks

grant select, insert, delete on public.webhooks to authenticated;
grant update (name, url, secret, events, active, headers, metadata, last_triggered_at, updated_at)
  on public.webhooks to authenticated;

create policy webhooks_select on public.webhooks for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_select on public.webhooks is 'a user reads their own webhooks, as they hold secrets';

create policy webhooks_insert on public.webhooks for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (project_id is null or project_id = any ((select flashfusion.project_ids('admin'))::uuid[]))
  );
comment on policy webhooks_insert on public.webhooks is 'user_id must be the profile id of the caller, and project_id null or a project of which the caller is admin or higher';

create policy webhooks_update on public.webhooks for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_update on public.webhooks is 'a user changes their own webhooks';

create policy webhooks_delete on public.webhooks for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy webhooks_delete on public.webhooks is 'a user deletes their own webhooks';

-- webhook_logs, billing_transactions, subscription_history: written by the service

grant select on public.webhook_logs, public.billing_transactions, public.subscription_history to authenticated;

create policy webhook_logs_select on public.webhook_logs for select to authenticated
  using (exists (
    select from public.webhooks w where w.id = webhook_id and w.user_id = (select flashfusion.profile_id())));
comment on policy webhook_logs_select on public.webhook_logs is 'a user reads the deliveries of their own webhooks';

create policy billing_transactions_select on public.billing_transactions for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy billing_transactions_select on public.billing_transactions is 'a user reads their own transactions';

create policy subscription_history_select on public.subscription_history for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy subscription_history_select on public.subscription_history is 'a user reads their own subscriptions';

-- teams

grant select, delete on public.teams to authenticated;
grant insert (id, name, slug, description, avatar_url, owner_id, settings, metadata, created_at, updated_at)
  on public.teams to authenticated;
grant update (name, slug, description, avatar_url, settings, metadata, updated_at) on public.teams to authenticated;

create policy teams_select on public.teams for select to authenticated
  using (
    -- The owner by itself, as a row that is being inserted is not among the ids yet.
    owner_id = (select flashfusion.profile_id())
    or id = any ((select flashfusion.team_ids('guest'))::uuid[])
  );
comment on policy teams_select on public.teams is 'members, guests and the owner read a team';

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

grant select, insert, delete on public.team_members to authenticated;
grant update (role, permissions, accepted_at, updated_at) on public.team_members to authenticated;

create policy team_members_select on public.team_members for select to authenticated
  using (team_id = any ((select flashfusion.team_ids('guest'))::uuid[]));
comment on policy team_members_select on public.team_members is 'members of the same team';

create policy team_members_insert on public.team_members for insert to authenticated
  with check (
    team_id = any ((select flashfusion.team_ids('admin'))::uuid[])
    and (role is distinct from 'owner' or team_id = any ((select flashfusion.team_ids('owner'))::uuid[]))
    and (invited_by is null or invited_by = (select flashfusion.profile_id()))
  );
comment on policy team_members_insert on public.team_members is 'the caller must be owner or admin of the team, and its owner to give the role owner; invited_by null or the profile id of the caller';

create policy team_members_update on public.team_members for update to authenticated
  using (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
  with check (
    (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))
    and (role is distinct from 'owner' or team_id = any ((select flashfusion.team_ids('owner'))::uuid[]))
  );
comment on policy team_members_update on public.team_members is 'the caller must be owner or admin of the team, and its owner to give the role owner; who is invited may set only accepted_at';

create policy team_members_delete on public.team_members for delete to authenticated
  using (user_id = (select flashfusion.profile_id()) or team_id = any ((select flashfusion.team_ids('admin'))::uuid[]));
comment on policy team_members_delete on public.team_members is 'the caller must be owner or admin of the team, or leave it themselves';

create trigger guard_membership before update on public.team_members
  for each row execute function flashfusion.guard_membership();

-- api_keys

grant select, insert, delete on public.api_keys to authenticated;
grant update (name, permissions, rate_limit, expires_at, last_used_at, revoked_at) on public.api_keys to authenticated;

create policy api_keys_select on public.api_keys for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_select on public.api_keys is 'a user reads their own keys';

create policy api_keys_insert on public.api_keys for insert to authenticated
  with check (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_insert on public.api_keys is 'user_id must be the profile id of the caller';

create policy api_keys_update on public.api_keys for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_update on public.api_keys is 'a user changes their own keys';

create policy api_keys_delete on public.api_keys for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy api_keys_delete on public.api_keys is 'a user deletes their own keys';

-- notifications: written by the service

grant select, delete on public.notifications to authenticated;
grant update (read) on public.notifications to authenticated;

create policy notifications_select on public.notifications for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_select on public.notifications is 'a user reads their own notifications';

create policy notifications_update on public.notifications for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_update on public.notifications is 'a user marks their own notifications';

create policy notifications_delete on public.notifications for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_delete on public.notifications is 'a user deletes their own notifications';

-- A person who invited somebody, or edited a file of another's project, can be deleted.

alter table public.project_collaborators drop constraint project_collaborators_invited_by_fkey;
alter table public.project_collaborators
  add constraint project_collaborators_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null;
alter table public.team_members drop constraint team_members_invited_by_fkey;
alter table public.team_members
  add constraint team_members_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null;
alter table public.project_files drop constraint project_files_created_by_fkey;
alter table public.project_files
  add constraint project_files_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null;
alter table public.project_files drop constraint project_files_updated_by_fkey;
alter table public.project_files
  add constraint project_files_updated_by_fkey foreign key (updated_by) references public.profiles (id) on delete set null;

-- Every foreign key and every column that a policy filters on has an index; none is there twice.

drop index public.idx_profiles_email, public.idx_profiles_user_id, public.idx_profiles_username, public.idx_projects_slug;

create index idx_ai_conversations_user_id on public.ai_conversations (user_id);
create index idx_ai_conversations_project_id on public.ai_conversations (project_id);
create index idx_api_keys_user_id on public.api_keys (user_id);
create index idx_billing_transactions_user_id on public.billing_transactions (user_id);
create index idx_deployment_logs_deployment_id on public.deployment_logs (deployment_id);
create index idx_notifications_user_id on public.notifications (user_id);
create index idx_project_collaborators_user_id on public.project_collaborators (user_id);
create index idx_project_collaborators_invited_by on public.project_collaborators (invited_by);
create index idx_project_files_created_by on public.project_files (created_by);
create index idx_project_files_updated_by on public.project_files (updated_by);
create index idx_projects_team_id on public.projects (team_id);
create index idx_subscription_history_user_id on public.subscription_history (user_id);
create index idx_team_members_user_id on public.team_members (user_id);
create index idx_team_members_invited_by on public.team_members (invited_by);
create index idx_teams_owner_id on public.teams (owner_id);
create index idx_webhook_logs_webhook_id on public.webhook_logs (webhook_id);
create index idx_webhooks_user_id on public.webhooks (user_id);
create index idx_webhooks_project_id on public.webhooks (project_id);
