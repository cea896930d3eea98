-- Keys under which callers write, so that a repetition is recognized and answered instead of stored again. The key is inserted in
-- the transaction of the write: both are stored or none. Its primary key makes a second caller wait for the first.

create schema flashfusion_idempotency;
revoke all on schema flashfusion_idempotency from public;
grant usage on schema flashfusion_idempotency to authenticated, service_role;

-- Keys belong to a person, or to the service as a whole, whose processes share its work.
create function flashfusion_idempotency.caller() returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  begin
    return coalesce(flashfusion.auth_user_id()::text, 'service');
  end
  $$;
comment on function flashfusion_idempotency.caller() is
  'returns to whom the keys of this transaction belong: the auth user id, or ''service''';
revoke all on function flashfusion_idempotency.caller() from public, anon, authenticated, service_role;
grant execute on function flashfusion_idempotency.caller() to authenticated, service_role;

-- json and not jsonb, which would sort the properties, drop repeated ones and refuse the character NUL. No foreign key, as the row
-- that was stored may be of any table, and may be deleted.
create table flashfusion_idempotency.keys (
  caller     text not null default flashfusion_idempotency.caller(),
  key        text not null,
  digest     bytea not null,
  subject    uuid,
  result     json,
  created_at timestamptz not null default now(),
  constraint keys_pkey primary key (caller, key),
  constraint keys_key_check check (char_length(key) between 1 and 255),
  constraint keys_digest_check check (octet_length(digest) = 32),
  constraint keys_result_check check (octet_length(result::text) <= 65536)
);

create index idx_keys_created on flashfusion_idempotency.keys (created_at);

-- Nobody names the caller, as no role may insert that column; the policies hold it, too, if a grant were added. Supabase may have
-- granted more by default privileges.
revoke all on flashfusion_idempotency.keys from public, anon, authenticated, service_role;
grant select, insert (key, digest, subject), update (result) on flashfusion_idempotency.keys to authenticated, service_role;

alter table flashfusion_idempotency.keys enable row level security;

create policy keys_select on flashfusion_idempotency.keys for select to authenticated
  using (caller = (select flashfusion.auth_user_id())::text);
comment on policy keys_select on flashfusion_idempotency.keys is 'a user reads their own keys';

-- Checked before the index is: whoever names another caller does not learn whether they have such a key.
create policy keys_insert on flashfusion_idempotency.keys for insert to authenticated
  with check (caller = (select flashfusion.auth_user_id())::text);
comment on policy keys_insert on flashfusion_idempotency.keys is 'caller must be the auth user id of the caller';

create policy keys_update on flashfusion_idempotency.keys for update to authenticated
  using (caller = (select flashfusion.auth_user_id())::text and xmin = pg_current_xact_id()::xid)
  with check (caller = (select flashfusion.auth_user_id())::text);
comment on policy keys_update on flashfusion_idempotency.keys is
  'a user sets the result of their own key in the transaction that inserted it';

-- In batches, so that a call neither runs long nor holds many locks, and beside other calls. Never the keys of the last hour, as a
-- call whose key expires while it is repeated would be stored twice.
create function flashfusion_idempotency.expire_keys(older_than interval default interval '24 hours') returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    expired bigint;
  begin
    if older_than is null or older_than < interval '1 hour' then
      raise invalid_parameter_value using
        message = format('older_than is %s: at least 1 hour is needed', coalesce(older_than::text, 'null')),
        hint = 'calls that are repeated within an hour must find their keys';
    end if;
    delete from flashfusion_idempotency.keys
    where ctid = any (array(
      select ctid from flashfusion_idempotency.keys
      where created_at < now() - older_than
      order by created_at
      limit 10000
      for update skip locked));
    get diagnostics expired = row_count;
    return expired;
  end
  $$;
comment on function flashfusion_idempotency.expire_keys(interval) is
  'deletes up to 10,000 keys that are older, the oldest first, and returns how many';
revoke all on function flashfusion_idempotency.expire_keys(interval) from public, anon, authenticated, service_role;
grant execute on function flashfusion_idempotency.expire_keys(interval) to service_role;
