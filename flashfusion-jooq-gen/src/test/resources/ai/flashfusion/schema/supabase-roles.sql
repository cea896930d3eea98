-- The roles of a Supabase server, run by its superuser supabase_admin.
create role postgres login createrole createdb bypassrls;
alter role postgres set search_path = "$user", public, extensions;
create role authenticator login noinherit;
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
create role anon nologin;
alter role anon set statement_timeout = '3s';
create role authenticated nologin;
alter role authenticated set statement_timeout = '8s';
create role service_role nologin bypassrls;
create role supabase_auth_admin login noinherit createrole;
grant anon, authenticated, service_role to authenticator, postgres;
grant supabase_auth_admin to postgres;

-- Not Supabase's: an owner of tables whom row level security binds, with no right to auth but what the foreign key and triggers need.
create role plain_owner login;
