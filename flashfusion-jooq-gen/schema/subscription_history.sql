-- The table public.subscription_history, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

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

alter table public.subscription_history
  add constraint subscription_history_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint subscription_history_ended_at_readable check (
    ended_at >= to_timestamp(-62135510400) and ended_at < to_timestamp(253402214400)
  ) not valid,
  add constraint subscription_history_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint subscription_history_started_at_readable check (
    started_at >= to_timestamp(-62135510400) and started_at < to_timestamp(253402214400)
  ) not valid;

create index idx_subscription_history_user_id on public.subscription_history (user_id);

alter table public.subscription_history enable row level security;
grant select on public.subscription_history to authenticated;
grant all on public.subscription_history to service_role;

create policy subscription_history_select on public.subscription_history for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy subscription_history_select on public.subscription_history is
  'a user reads the history of their own subscription';
