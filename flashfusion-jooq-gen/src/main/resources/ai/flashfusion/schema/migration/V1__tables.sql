-- The sixteen tables of FlashFusion: columns, defaults, constraints and indexes.
-- Row level security, policies, triggers and functions come in later versions.

create table public.profiles (
  id                     uuid default gen_random_uuid() not null,
  user_id                uuid,
  email                  text not null,
  username               text,
  full_name              text,
  avatar_url             text,
  bio                    text,
  role                   text default 'user'::text,
  subscription_tier      text default 'free'::text,
  subscription_status    text default 'active'::text,
  status                 text default 'active'::text,
  api_calls_used         integer default 0,
  api_calls_limit        integer default 1000,
  storage_used_mb        integer default 0,
  storage_limit_mb       integer default 500,
  stripe_customer_id     text,
  stripe_subscription_id text,
  github_username        text,
  notion_workspace_id    text,
  preferences            jsonb default '{}'::jsonb,
  metadata               jsonb default '{}'::jsonb,
  last_login_at          timestamptz,
  created_at             timestamptz default now(),
  updated_at             timestamptz default now(),
  constraint profiles_pkey primary key (id),
  constraint profiles_email_key unique (email),
  constraint profiles_user_id_key unique (user_id),
  constraint profiles_username_key unique (username),
  constraint profiles_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
  constraint profiles_role_check check (role in ('admin', 'user', 'guest', 'developer', 'enterprise')),
  constraint profiles_status_check check (status in ('active', 'suspended', 'banned', 'pending')),
  constraint profiles_subscription_status_check check (subscription_status in ('active', 'trialing', 'past_due', 'canceled', 'unpaid')),
  constraint profiles_subscription_tier_check check (subscription_tier in ('free', 'starter', 'pro', 'enterprise', 'custom'))
);

create index idx_profiles_email on public.profiles using btree (email);
create index idx_profiles_subscription on public.profiles using btree (subscription_tier, subscription_status);
create index idx_profiles_user_id on public.profiles using btree (user_id);
create index idx_profiles_username on public.profiles using btree (username);

create table public.teams (
  id                uuid default gen_random_uuid() not null,
  name              text not null,
  slug              text not null,
  description       text,
  avatar_url        text,
  owner_id          uuid not null,
  subscription_tier text default 'free'::text,
  settings          jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  created_at        timestamptz default now(),
  updated_at        timestamptz default now(),
  constraint teams_pkey primary key (id),
  constraint teams_slug_key unique (slug),
  constraint teams_owner_id_fkey foreign key (owner_id) references public.profiles (id) on delete cascade
);

create table public.team_members (
  id          uuid default gen_random_uuid() not null,
  team_id     uuid not null,
  user_id     uuid not null,
  role        text default 'member'::text,
  permissions jsonb default '{}'::jsonb,
  invited_by  uuid,
  accepted_at timestamptz,
  created_at  timestamptz default now(),
  updated_at  timestamptz default now(),
  constraint team_members_pkey primary key (id),
  constraint team_members_team_id_user_id_key unique (team_id, user_id),
  constraint team_members_invited_by_fkey foreign key (invited_by) references public.profiles (id),
  constraint team_members_team_id_fkey foreign key (team_id) references public.teams (id) on delete cascade,
  constraint team_members_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint team_members_role_check check (role in ('owner', 'admin', 'member', 'guest'))
);

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
  status            text default 'active'::text,
  visibility        text default 'private'::text,
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
  constraint projects_category_check check (category in ('web', 'mobile', 'desktop', 'api', 'fullstack', 'ai', 'blockchain', 'iot', 'other')),
  constraint projects_framework_check check (framework in ('react', 'vue', 'angular', 'svelte', 'nextjs', 'nuxt', 'gatsby', 'remix', 'astro', 'custom')),
  constraint projects_status_check check (status in ('active', 'archived', 'deleted', 'suspended')),
  constraint projects_visibility_check check (visibility in ('public', 'private', 'unlisted', 'team'))
);

create index idx_projects_created_at on public.projects using btree (created_at desc);
create index idx_projects_slug on public.projects using btree (slug);
create index idx_projects_status on public.projects using btree (status);
create index idx_projects_user_id on public.projects using btree (user_id);
create index idx_projects_visibility on public.projects using btree (visibility);

create table public.project_collaborators (
  id          uuid default gen_random_uuid() not null,
  project_id  uuid not null,
  user_id     uuid not null,
  role        text default 'viewer'::text,
  permissions jsonb default '{"read": true, "write": false, "delete": false, "deploy": false}'::jsonb,
  invited_by  uuid,
  accepted_at timestamptz,
  created_at  timestamptz default now(),
  updated_at  timestamptz default now(),
  constraint project_collaborators_pkey primary key (id),
  constraint project_collaborators_project_id_user_id_key unique (project_id, user_id),
  constraint project_collaborators_invited_by_fkey foreign key (invited_by) references public.profiles (id),
  constraint project_collaborators_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint project_collaborators_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint project_collaborators_role_check check (role in ('owner', 'admin', 'editor', 'viewer'))
);

create table public.project_files (
  id         uuid default gen_random_uuid() not null,
  project_id uuid not null,
  path       text not null,
  name       text not null,
  content    text,
  type       text,
  size_bytes integer,
  mime_type  text,
  encoding   text default 'utf-8'::text,
  metadata   jsonb default '{}'::jsonb,
  created_by uuid,
  updated_by uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  constraint project_files_pkey primary key (id),
  constraint project_files_project_id_path_key unique (project_id, path),
  constraint project_files_created_by_fkey foreign key (created_by) references public.profiles (id),
  constraint project_files_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint project_files_updated_by_fkey foreign key (updated_by) references public.profiles (id),
  constraint project_files_type_check check (type in ('file', 'directory'))
);

create table public.ai_usage_logs (
  id                uuid default gen_random_uuid() not null,
  user_id           uuid not null,
  project_id        uuid,
  provider          text not null,
  model             text not null,
  action            text,
  prompt_tokens     integer default 0,
  completion_tokens integer default 0,
  total_tokens      integer default 0,
  cost_usd          numeric(10,6) default 0,
  latency_ms        integer,
  status            text default 'success'::text,
  error_message     text,
  request_data      jsonb default '{}'::jsonb,
  response_data     jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  created_at        timestamptz default now(),
  constraint ai_usage_logs_pkey primary key (id),
  constraint ai_usage_logs_project_id_fkey foreign key (project_id) references public.projects (id) on delete set null,
  constraint ai_usage_logs_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint ai_usage_logs_action_check check (action in ('completion', 'chat', 'embedding', 'image', 'audio', 'code', 'analysis')),
  constraint ai_usage_logs_provider_check check (provider in ('openai', 'anthropic', 'google', 'cohere', 'huggingface', 'replicate', 'custom')),
  constraint ai_usage_logs_status_check check (status in ('success', 'error', 'timeout', 'canceled'))
);

create index idx_ai_usage_created_at on public.ai_usage_logs using btree (created_at desc);
create index idx_ai_usage_project_id on public.ai_usage_logs using btree (project_id);
create index idx_ai_usage_provider_model on public.ai_usage_logs using btree (provider, model);
create index idx_ai_usage_user_id on public.ai_usage_logs using btree (user_id);

create table public.ai_conversations (
  id           uuid default gen_random_uuid() not null,
  user_id      uuid not null,
  project_id   uuid,
  title        text,
  model        text not null,
  messages     jsonb default '[]'::jsonb,
  total_tokens integer default 0,
  total_cost   numeric(10,6) default 0,
  status       text default 'active'::text,
  metadata     jsonb default '{}'::jsonb,
  created_at   timestamptz default now(),
  updated_at   timestamptz default now(),
  constraint ai_conversations_pkey primary key (id),
  constraint ai_conversations_project_id_fkey foreign key (project_id) references public.projects (id) on delete set null,
  constraint ai_conversations_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint ai_conversations_status_check check (status in ('active', 'archived', 'deleted'))
);

create table public.deployments (
  id                 uuid default gen_random_uuid() not null,
  project_id         uuid not null,
  user_id            uuid not null,
  provider           text not null,
  environment        text default 'production'::text,
  url                text,
  domain             text,
  commit_sha         text,
  commit_message     text,
  branch             text,
  status             text default 'pending'::text,
  error_message      text,
  build_time_seconds integer,
  metadata           jsonb default '{}'::jsonb,
  created_at         timestamptz default now(),
  completed_at       timestamptz,
  constraint deployments_pkey primary key (id),
  constraint deployments_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint deployments_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint deployments_environment_check check (environment in ('production', 'preview', 'development')),
  constraint deployments_provider_check check (provider in ('vercel', 'netlify', 'cloudflare', 'aws', 'gcp', 'azure', 'heroku', 'railway', 'custom')),
  constraint deployments_status_check check (status in ('pending', 'building', 'deploying', 'ready', 'error', 'canceled'))
);

create index idx_deployments_created_at on public.deployments using btree (created_at desc);
create index idx_deployments_project_id on public.deployments using btree (project_id);
create index idx_deployments_status on public.deployments using btree (status);
create index idx_deployments_user_id on public.deployments using btree (user_id);

create table public.deployment_logs (
  id            uuid default gen_random_uuid() not null,
  deployment_id uuid not null,
  level         text default 'info'::text,
  message       text not null,
  timestamp     timestamptz default now(),
  metadata      jsonb default '{}'::jsonb,
  constraint deployment_logs_pkey primary key (id),
  constraint deployment_logs_deployment_id_fkey foreign key (deployment_id) references public.deployments (id) on delete cascade,
  constraint deployment_logs_level_check check (level in ('debug', 'info', 'warning', 'error'))
);

create table public.webhooks (
  id                uuid default gen_random_uuid() not null,
  user_id           uuid not null,
  project_id        uuid,
  name              text not null,
  url               text not null,
  secret            text,
  events            text[] default '{}'::text[],
  active            boolean default true,
  headers           jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  last_triggered_at timestamptz,
  created_at        timestamptz default now(),
  updated_at        timestamptz default now(),
  constraint webhooks_pkey primary key (id),
  constraint webhooks_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint webhooks_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);

create table public.webhook_logs (
  id            uuid default gen_random_uuid() not null,
  webhook_id    uuid not null,
  event_type    text not null,
  status_code   integer,
  request_body  jsonb default '{}'::jsonb,
  response_body jsonb default '{}'::jsonb,
  error_message text,
  duration_ms   integer,
  created_at    timestamptz default now(),
  constraint webhook_logs_pkey primary key (id),
  constraint webhook_logs_webhook_id_fkey foreign key (webhook_id) references public.webhooks (id) on delete cascade
);

create table public.billing_transactions (
  id                       uuid default gen_random_uuid() not null,
  user_id                  uuid not null,
  stripe_payment_intent_id text,
  stripe_invoice_id        text,
  amount_usd               numeric(10,2) not null,
  currency                 text default 'usd'::text,
  description              text,
  status                   text default 'pending'::text,
  type                     text,
  metadata                 jsonb default '{}'::jsonb,
  created_at               timestamptz default now(),
  constraint billing_transactions_pkey primary key (id),
  constraint billing_transactions_stripe_payment_intent_id_key unique (stripe_payment_intent_id),
  constraint billing_transactions_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint billing_transactions_status_check check (status in ('pending', 'processing', 'succeeded', 'failed', 'refunded')),
  constraint billing_transactions_type_check check (type in ('subscription', 'one_time', 'usage', 'refund'))
);

create table public.subscription_history (
  id         uuid default gen_random_uuid() not null,
  user_id    uuid not null,
  tier       text not null,
  status     text not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  reason     text,
  metadata   jsonb default '{}'::jsonb,
  created_at timestamptz default now(),
  constraint subscription_history_pkey primary key (id),
  constraint subscription_history_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);

create table public.api_keys (
  id           uuid default gen_random_uuid() not null,
  user_id      uuid not null,
  name         text not null,
  key_hash     text not null,
  key_prefix   text not null,
  permissions  jsonb default '{"read": true, "write": false}'::jsonb,
  rate_limit   integer default 1000,
  expires_at   timestamptz,
  last_used_at timestamptz,
  created_at   timestamptz default now(),
  revoked_at   timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_key_hash_key unique (key_hash),
  constraint api_keys_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);

create table public.notifications (
  id         uuid default gen_random_uuid() not null,
  user_id    uuid not null,
  type       text not null,
  title      text not null,
  message    text,
  action_url text,
  read       boolean default false,
  metadata   jsonb default '{}'::jsonb,
  created_at timestamptz default now(),
  constraint notifications_pkey primary key (id),
  constraint notifications_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint notifications_type_check check (type in ('info', 'success', 'warning', 'error', 'project', 'billing', 'security'))
);
