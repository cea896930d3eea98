-- The roles of a Supabase server, run by its superuser supabase_admin. Not to be had here: session_preload_libraries =
-- 'supautils, safeupdate' of authenticator, as a login fails when a library is not there.
create role postgres login createrole createdb bypassrls replication;
alter role postgres set search_path = "$user", public, extensions;
create role authenticator login noinherit;
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
create role anon nologin noinherit;
alter role anon inherit;
alter role anon set statement_timeout = '3s';
create role authenticated nologin noinherit;
alter role authenticated inherit;
alter role authenticated set statement_timeout = '8s';
create role service_role nologin inherit bypassrls;
create role supabase_auth_admin login noinherit createrole;
alter role supabase_auth_admin set search_path = auth;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option; -- from Postgres 16 on, which asks for it
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;

-- Not Supabase's: an owner of tables whom row level security binds, with no right to auth but what the foreign key and triggers need.
create role plain_owner login;
