-- The table public.profiles, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.profiles (
  id                     uuid default gen_random_uuid() not null,
  user_id                uuid,
  email                  text not null,
  username               text,
  full_name              text,
  avatar_url             text,
  bio                    text,
  role                   text default 'user',
  subscription_tier      text default 'free',
  subscription_status    text default 'active',
  status                 text default 'active',
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
  constraint profiles_subscription_status_check check (
    subscription_status in ('active', 'trialing', 'past_due', 'canceled', 'unpaid')
  ),
  constraint profiles_subscription_tier_check check (
    subscription_tier in ('free', 'starter', 'pro', 'enterprise', 'custom')
  )
);

alter table public.profiles
  add constraint profiles_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint profiles_last_login_at_readable check (
    last_login_at >= to_timestamp(-62135510400) and last_login_at < to_timestamp(253402214400)
  ) not valid,
  add constraint profiles_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint profiles_preferences_readable check (not jsonb_path_exists(preferences, '$.**{100}'::jsonpath)) not valid,
  add constraint profiles_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_profiles_lower_email on public.profiles (lower(email));
create index idx_profiles_subscription on public.profiles (subscription_tier, subscription_status);

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant insert (id, user_id, email, username, full_name, avatar_url, bio, github_username, notion_workspace_id,
  preferences, metadata, last_login_at) on public.profiles to authenticated;
grant update (username, full_name, avatar_url, bio, github_username, notion_workspace_id, preferences, metadata,
  last_login_at) on public.profiles to authenticated;
grant all on public.profiles to service_role;

create policy profiles_select on public.profiles for select to authenticated
  using (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_select on public.profiles is 'a user reads their own profile';

create policy profiles_insert on public.profiles for insert to authenticated
  with check (
    user_id = (select flashfusion.auth_user_id()) and lower(email) = lower((select flashfusion.confirmed_email()))
  );
comment on policy profiles_insert on public.profiles is
  'user_id must be the auth user id of the caller, and email must be the e-mail that they confirmed';

create policy profiles_update on public.profiles for update to authenticated
  using (user_id = (select flashfusion.auth_user_id()))
  with check (user_id = (select flashfusion.auth_user_id()));
comment on policy profiles_update on public.profiles is 'a user changes their own profile';

create trigger touch_updated_at before update on public.profiles
  for each row execute function flashfusion.touch_updated_at();
