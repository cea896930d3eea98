-- The table flashfusion_idempotency.keys, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table flashfusion_idempotency.keys (
  caller     text default flashfusion_idempotency.caller() not null,
  key        text not null,
  digest     bytea not null,
  subject    uuid,
  result     json,
  created_at timestamptz default now() not null,
  constraint keys_pkey primary key (caller, key),
  constraint keys_digest_check check (octet_length(digest) = 32),
  constraint keys_key_check check (char_length(key) >= 1 and char_length(key) <= 255),
  constraint keys_result_check check (octet_length((result)::text) <= 65536)
);

create index idx_keys_created on flashfusion_idempotency.keys (created_at);

alter table flashfusion_idempotency.keys enable row level security;
grant select on flashfusion_idempotency.keys to authenticated, service_role;
grant insert (key, digest, subject) on flashfusion_idempotency.keys to authenticated, service_role;
grant update (result) on flashfusion_idempotency.keys to authenticated, service_role;

create policy keys_select on flashfusion_idempotency.keys for select to authenticated
  using (caller = ((select flashfusion.auth_user_id()))::text);
comment on policy keys_select on flashfusion_idempotency.keys is 'a user reads their own keys';

create policy keys_insert on flashfusion_idempotency.keys for insert to authenticated
  with check (caller = ((select flashfusion.auth_user_id()))::text);
comment on policy keys_insert on flashfusion_idempotency.keys is 'caller must be the auth user id of the caller';

create policy keys_update on flashfusion_idempotency.keys for update to authenticated
  using (caller = ((select flashfusion.auth_user_id()))::text and xmin = (pg_current_xact_id())::xid)
  with check (caller = ((select flashfusion.auth_user_id()))::text);
comment on policy keys_update on flashfusion_idempotency.keys is
  'a user sets the result of their own key in the transaction that inserted it';
