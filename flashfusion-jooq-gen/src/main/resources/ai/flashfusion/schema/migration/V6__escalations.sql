-- Three ways to more than is one's own, closed.

-- Without its name in the path, the temporary schema is searched first for types: a domain uuid that a caller makes there would
-- run the caller's code inside auth.uid() with the rights of whoever owns the function that calls it.
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid from pg_catalog.pg_proc p
    where p.pronamespace::regnamespace::text like 'flashfusion%' and p.prokind = 'f' and p.proconfig is not null
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', f);
  end loop;
end
$$;

-- Projects of a database that was adopted may name teams that are gone. Whoever chose such an id for a team would gain them.
revoke insert (id) on public.teams from authenticated;

-- A profile holds its e-mail against everybody else: it must be one's own.
create function flashfusion.confirmed_email() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select email from auth.users where id = auth.uid() and email_confirmed_at is not null $$;

revoke all on function flashfusion.confirmed_email() from public;
grant execute on function flashfusion.confirmed_email() to authenticated;

alter policy profiles_insert on public.profiles
  with check (user_id = (select auth.uid()) and lower(email) = lower((select flashfusion.confirmed_email())));
comment on policy profiles_insert on public.profiles is
  'user_id must be the auth user id of the caller, and email the e-mail that they confirmed';
