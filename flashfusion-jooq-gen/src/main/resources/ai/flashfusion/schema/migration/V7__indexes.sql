-- Every foreign key and every column that a policy filters on has an index, and none is there twice: where another index begins with
-- the same columns, that of the first version is dropped.
drop index public.idx_profiles_email, public.idx_profiles_user_id, public.idx_profiles_username, public.idx_projects_slug,
  public.idx_projects_user_id, public.idx_ai_usage_user_id, public.idx_deployments_project_id;

create index idx_ai_conversations_project_id on public.ai_conversations (project_id);
create index idx_api_keys_user_id on public.api_keys (user_id);
create index idx_project_collaborators_invited_by on public.project_collaborators (invited_by);
create index idx_project_files_created_by on public.project_files (created_by);
create index idx_project_files_updated_by on public.project_files (updated_by);
create index idx_subscription_history_user_id on public.subscription_history (user_id);
create index idx_team_members_invited_by on public.team_members (invited_by);
create index idx_teams_owner_id on public.teams (owner_id);
create index idx_webhooks_user_id on public.webhooks (user_id);
create index idx_webhooks_project_id on public.webhooks (project_id);

-- What policies ask to know how far the caller reaches is read from indexes alone: a page of an index holds some hundred answers,
-- where each row of a project, a collaborator or a member takes a page of its table.
create index idx_project_collaborators_user_project on public.project_collaborators (user_id) include (project_id, role);
create index idx_projects_team_visibility on public.projects (team_id) include (visibility, id);
create index idx_team_members_user_team on public.team_members (user_id) include (team_id, role);

-- The rows of one parent, newest first as pages and helpers read them, are one stretch of an index.
create index idx_projects_user_created on public.projects (user_id, created_at desc, id desc);
create index idx_deployments_project_created on public.deployments (project_id, created_at desc, id desc);
create index idx_deployment_logs_deployment_timestamp on public.deployment_logs (deployment_id, "timestamp" desc, id desc);
create index idx_ai_conversations_user_created on public.ai_conversations (user_id, created_at desc, id desc);
create index idx_billing_transactions_user_created on public.billing_transactions (user_id, created_at desc, id desc);
create index idx_notifications_user_created on public.notifications (user_id, created_at desc, id desc);
create index idx_webhook_logs_webhook_id_created_at on public.webhook_logs (webhook_id, created_at desc, id desc);

-- One person's usage of a time is read from one stretch of an index alone, among whatever number of rows of others. Every column
-- that usage is summed over, or grouped by without a project or an action, is in it.
create index idx_ai_usage_user_created on public.ai_usage_logs (user_id, created_at desc)
  include (provider, model, status, prompt_tokens, completion_tokens, total_tokens, cost_usd, latency_ms);

-- Finds the subscribers of an event without reading the other webhooks.
create index idx_webhooks_events on public.webhooks using gin (events) where active;

-- A sign-up looks for its e-mail in lower case, as findByEmail does.
create index idx_profiles_lower_email on public.profiles (lower(email));
