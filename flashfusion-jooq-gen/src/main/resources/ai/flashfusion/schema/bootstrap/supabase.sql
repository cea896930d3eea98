-- What Supabase provides and plain Postgres lacks: the API roles and the schema auth.
-- Applied only where the schema auth is missing, never to a Supabase database.

-- Roles belong to the cluster: another database of the same server may have created them already.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit'),
      -- Not Supabase's but the library's own: users' sessions have no way to service_role.
      ('flashfusion_user', 'login noinherit'),
      ('flashfusion_service', 'login noinherit')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I %s', wanted.name, wanted.attributes);
      exception when duplicate_object or unique_violation then
        null; -- created by a concurrent bootstrap of another database
      end;
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated to flashfusion_user;
grant service_role to flashfusion_service;

-- A temporary table is found before the table whose name it takes.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

-- Before Postgres 15 anybody could add functions and operators there, which others' statements would then call.
revoke create on schema public from public;

create schema auth;

create table auth.users (
  id                 uuid primary key default gen_random_uuid(),
  email              varchar(255) unique,
  phone              text unique,
  email_confirmed_at timestamptz,
  is_anonymous       boolean not null default false,
  raw_user_meta_data jsonb,
  created_at         timestamptz default now(),
  updated_at         timestamptz default now()
);

-- A setting that was used once on a connection reads '' and not null afterwards, hence the nullif.
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

grant usage on schema auth to anon, authenticated, service_role;
grant all on auth.users to service_role;
grant usage on schema public to anon, authenticated, service_role;

-- As on Supabase: what is created in public is open to the API roles until a policy or a revoke closes it.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
