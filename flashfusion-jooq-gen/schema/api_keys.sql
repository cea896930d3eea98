-- The table public.api_keys, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

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

alter table public.api_keys
  add constraint api_keys_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint api_keys_expires_at_readable check (
    expires_at >= to_timestamp(-62135510400) and expires_at < to_timestamp(253402214400)
  ) not valid,
  add constraint api_keys_last_used_at_readable check (
    last_used_at >= to_timestamp(-62135510400) and last_used_at < to_timestamp(253402214400)
  ) not valid,
  add constraint api_keys_permissions_readable check (
    jsonb_typeof(permissions) in ('object', 'null') and not jsonb_path_exists(permissions, '$.**{100}'::jsonpath)
  ) not valid,
  add constraint api_keys_revoked_at_readable check (
    revoked_at >= to_timestamp(-62135510400) and revoked_at < to_timestamp(253402214400)
  ) not valid;

create index idx_api_keys_user_id on public.api_keys (user_id);

alter table public.api_keys enable row level security;
grant select, insert, delete on public.api_keys to authenticated;
grant update (name, permissions, rate_limit, expires_at, last_used_at, revoked_at) on public.api_keys to
  authenticated;
grant all on public.api_keys to service_role;

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
