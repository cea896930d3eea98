-- Who the caller is: an auth user, and the profile that belongs to them.

-- Helper functions and the migration history live outside public, which the Supabase API exposes.
create schema if not exists flashfusion;
revoke all on schema flashfusion from public;
grant usage on schema flashfusion to anon, authenticated, service_role;

-- In the search path of every function the temporary schema is named, and comes last. Unnamed it is searched first for types: a
-- domain uuid that a caller makes there would run the caller's code with the rights of the function's owner.

-- A login that has a key here is believed only what is sealed with it: whoever may run SQL as that login can set the claims, but
-- not seal them. Logins without a key, such as the one of the Supabase API, are believed as auth.uid() believes them.

create schema flashfusion_seal;
revoke all on schema flashfusion_seal from public;

-- Two keys at most, so that one can be replaced while the other is in use.
create table flashfusion_seal.keys (
  login name not null,
  slot  smallint not null default 1,
  key   bytea not null,
  since timestamptz not null default now(),
  constraint keys_pkey primary key (login, slot),
  constraint keys_slot_check check (slot in (1, 2)),
  constraint keys_key_check check (octet_length(key) >= 32)
);
revoke all on flashfusion_seal.keys from public, anon, authenticated, service_role;

create function flashfusion.is_sealed() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return exists (select from flashfusion_seal.keys where login = session_user);
  end
  $$;
comment on function flashfusion.is_sealed() is 'tells whether the session''s login must seal its identities';

-- Gives the transaction the caller's claims, if the seal holds for them and for the current role. A seal is
-- <expiry in seconds since 1970>.<sha256(key, sha256(key, expiry.role.claims)) in hex>. What is left of it is a mark that holds in this
-- transaction alone: whoever reads the mark can do nothing with it. Logins without a key need no seal.
create function flashfusion.enter(claims text, reason text, seal text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    expiry constant text := split_part(seal, '.', 1);
    role constant text := current_setting('role', true);
    message constant bytea := convert_to(concat_ws('.', expiry, role, claims), 'UTF8');
    mark text;
  begin
    -- Temporary tables that somebody left on the connection would stand in for those of the same name.
    if pg_my_temp_schema() <> 0 then
      execute 'discard temp';
    end if;
    select encode(sha256(key || sha256(key || convert_to(
             concat_ws('.', 'mark', pg_backend_pid(), extract(epoch from now()), role, claims), 'UTF8'))), 'hex') into mark
      from flashfusion_seal.keys
      where login = session_user and encode(sha256(key || sha256(key || message)), 'hex') = split_part(seal, '.', 2);
    if mark is null then
      if flashfusion.is_sealed() then
        raise insufficient_privilege using
          message = 'the identity is not sealed',
          hint = format('the login %s may act only under identities that are sealed with its key', session_user);
      end if;
    elsif expiry::bigint < extract(epoch from now()) then
      raise insufficient_privilege using
        message = 'the seal of the identity has expired',
        hint = 'a transaction must begin within minutes after its identity was sealed; compare the clocks of both machines';
    end if;
    -- Assignments, as the values of simple expressions are found without a query.
    claims := set_config('request.jwt.claims', claims, true);
    reason := set_config('flashfusion.reason', reason, true);
    mark := set_config('flashfusion.mark', coalesce(mark, ''), true);
  end
  $$;
comment on function flashfusion.enter(text, text, text) is
  'gives the transaction claims and reason, if the seal holds for the claims and the current role';

-- The auth user id of the caller. A login that has a key is believed what the transaction was entered with, and nothing else: the
-- legacy settings that auth.uid() prefers are not read.
create function flashfusion.auth_user_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
    mark constant text := coalesce(current_setting('flashfusion.mark', true), '');
    message constant bytea := convert_to(
      concat_ws('.', 'mark', pg_backend_pid(), extract(epoch from now()), current_setting('role', true), claims), 'UTF8');
    sealed boolean;
  begin
    select bool_or(encode(sha256(key || sha256(key || message)), 'hex') = mark) into sealed
    from flashfusion_seal.keys where login = session_user;
    if sealed is null then
      return auth.uid();
    elsif not sealed then
      raise insufficient_privilege using
        message = 'the identity is not sealed',
        hint = format('the login %s may act only under identities that are sealed with its key', session_user);
    end if;
    -- A statement that text has prepared under a name of the driver's would run with the identity of whoever executes it next. The
    -- text of such a statement is the one that prepared it.
    if position('prepare' in lower(current_query())) > 0 and current_query() ~* '\mprepare\M' then
      raise insufficient_privilege using
        message = 'the statement is not one that the driver has prepared',
        hint = 'a statement that contains the word "prepare" may not ask for the caller: bind the word, or name the column otherwise';
    end if;
    return (nullif(claims, '')::jsonb ->> 'sub')::uuid;
  end
  $$;
comment on function flashfusion.auth_user_id() is
  'returns the auth user id of the caller, null for nobody; refuses an identity that its login must seal and did not';

revoke all on function flashfusion.is_sealed(), flashfusion.enter(text, text, text), flashfusion.auth_user_id() from public;
grant execute on function flashfusion.is_sealed(), flashfusion.auth_user_id() to authenticated, service_role;
grant execute on function flashfusion.enter(text, text, text) to anon, authenticated, service_role;

-- In plpgsql, as a session keeps the plans of its statements: those of a function in SQL are made anew for each statement that
-- calls it, which takes longer than running them. The same goes for every function that policies call.
create function flashfusion.profile_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (select id from public.profiles where user_id = flashfusion.auth_user_id());
  end
  $$;
comment on function flashfusion.profile_id() is 'returns the profile id of the caller, null without a profile';

-- A profile holds its e-mail against everybody else: it must be one's own.
create function flashfusion.confirmed_email() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select email from auth.users where id = flashfusion.auth_user_id() and email_confirmed_at is not null $$;
comment on function flashfusion.confirmed_email() is 'returns the e-mail that the caller confirmed, null without one';

revoke all on function flashfusion.profile_id(), flashfusion.confirmed_email() from public;
grant execute on function flashfusion.profile_id(), flashfusion.confirmed_email() to authenticated;

-- Whatever stands in the way, the sign-up or the change itself goes through: a user without e-mail, or with the e-mail of another's
-- profile, starts without a profile; a profile keeps its e-mail while another has the new one. A profile made beforehand is linked
-- only to a confirmed e-mail.
create function flashfusion.handle_new_user() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.email is null or new.email = '' then
      return new;
    end if;
    begin
      -- Who has this address and yet a user with another one gave it up: it is replaced by the one of that user, or by none.
      update public.profiles p
      set email = case
        when u.email <> '' and not exists (select from public.profiles o where lower(o.email) = lower(u.email)) then u.email
        else p.user_id || '@users.invalid'
      end
      from auth.users u
      where lower(p.email) = lower(new.email) and p.user_id = u.id and u.id <> new.id
        and lower(u.email) is distinct from lower(new.email);
    exception when integrity_constraint_violation or insufficient_privilege then
      -- Somebody else was faster, the row breaks a rule that came after it, or the owner may not read auth.users.
      null;
    end;
    if tg_op = 'UPDATE' and new.email_confirmed_at is not null
      and (new.email is distinct from old.email or old.email_confirmed_at is null) then
      begin
        update public.profiles p set email = new.email
        where user_id = new.id and email <> new.email and not exists (
          select from public.profiles o where lower(o.email) = lower(new.email) and o.id <> p.id);
      exception when integrity_constraint_violation then
        null;
      end;
    end if;
    if new.email_confirmed_at is not null then
      -- user_id twice: of two users who come at once, the second finds the row taken when it gets hold of it.
      update public.profiles set user_id = new.id
      where user_id is null and id = (
        select id from public.profiles where user_id is null and lower(email) = lower(new.email) order by created_at, id limit 1
      ) and not exists (select from public.profiles where user_id = new.id);
      if found then
        return new;
      end if;
    end if;
    if not exists (select from public.profiles where lower(email) = lower(new.email) or user_id = new.id) then
      insert into public.profiles (user_id, email, full_name, avatar_url)
      values (new.id, new.email, new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'avatar_url')
      on conflict do nothing;
    end if;
    return new;
  end
  $$;
comment on function flashfusion.handle_new_user() is
  'gives each new auth user a profile, and the profile the e-mail that its user confirmed';

revoke all on function flashfusion.handle_new_user() from public;

-- Replaced and not dropped: the owner of the tables may have no more than the privilege TRIGGER on auth.users.
create or replace trigger on_auth_user_created after insert on auth.users
  for each row execute function flashfusion.handle_new_user();
create or replace trigger on_auth_user_confirmed after update of email, email_confirmed_at on auth.users
  for each row execute function flashfusion.handle_new_user();
