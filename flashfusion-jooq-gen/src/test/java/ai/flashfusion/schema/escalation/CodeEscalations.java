package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.done;
import static ai.flashfusion.schema.escalation.Escalation.holds;
import static ai.flashfusion.schema.escalation.Escalation.open;
import static ai.flashfusion.schema.escalation.Escalation.read;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts by code, privileges and locks that people bring along. */
final class CodeEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "run code as the owner of the tables, by a type in the temporary schema that a helper would use",
              "mallory",
              row("profiles where id = {mallory} and role = 'enterprise'"),
              "create function pg_temp.evil(pg_catalog.uuid) returns boolean language plpgsql as $$ begin update public.profiles set role = 'enterprise' where email = 'mallory@example.com'; return true; end $$",
              "create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.evil(value))",
              "select flashfusion.profile_id()",
              "select count(*) from public.projects"),
          closed(
              "be somebody else, by a domain in the temporary schema that a helper would use",
              "mallory",
              read("hidden-name"),
              "create domain pg_temp.jsonb as pg_catalog.text",
              "select count(*) from public.projects",
              "create domain pg_temp.text as pg_catalog.int4",
              "select * from public.projects"),
          closed(
              "shadow the profiles with a temporary table",
              "mallory",
              read("hidden-name"),
              "create temp table profiles as select {alice} as id, {mallory.auth} as user_id",
              "set local search_path = pg_temp, public, auth",
              "select * from public.projects"),
          closed(
              "shadow the operators that policies use",
              "mallory",
              read("hidden-name"),
              "create function pg_temp.yes(pg_catalog.uuid, pg_catalog.uuid) returns boolean language sql as 'select true'",
              "create operator pg_temp.= (leftarg = pg_catalog.uuid, rightarg = pg_catalog.uuid, function = pg_temp.yes)",
              "set local search_path = pg_temp, pg_catalog",
              "select * from public.projects"),
          closed(
              "shadow the function that says who one is",
              "mallory",
              read("hidden-name"),
              "create function pg_temp.uid() returns pg_catalog.uuid language sql as $$ select {alice.auth} $$",
              "create function pg_temp.profile_id() returns pg_catalog.uuid language sql as $$ select {alice} $$",
              "set local search_path = pg_temp, pg_catalog",
              "select * from public.projects"),
          closed(
              "create functions where the helpers live",
              "mallory",
              done(),
              "create function flashfusion.evil() returns int language sql as 'select 1'"),
          closed(
              "create a view in public, which would read as its owner",
              "mallory",
              done(),
              "create view public.everything as select * from public.projects"),
          closed(
              "create a table in public", "mallory", done(), "create table public.evil (id int)"),
          closed(
              "read through a temporary view",
              "mallory",
              read("hidden-name"),
              "create temp view everything as select * from public.projects",
              "select * from pg_temp.everything"),
          closed(
              "create a function of the definer's rights in public",
              "mallory",
              done(),
              "create function public.evil() returns setof public.projects language sql security definer as 'select * from public.projects'"),
          closed(
              "replace a helper",
              "mallory",
              done(),
              "create or replace function flashfusion.profile_id() returns uuid language sql as $$ select {alice} $$"),
          open(
              "empty the keys of all",
              "mallory",
              holds("not exists (select from public.api_keys)"),
              "truncate public.api_keys"),
          open(
              "empty the projects of all without signing in",
              "anonymous",
              holds("not exists (select from public.projects)"),
              "truncate public.projects cascade"),
          open(
              "lay a trigger under others' writes",
              "mallory",
              row("notifications where title = 'phish'"),
              "create function pg_temp.phish() returns trigger language plpgsql as $$ begin new.title := 'phish'; return new; end $$",
              "create trigger phish before update on public.notifications for each row execute function pg_temp.phish()",
              "select set_config('role', 'service_role', true)",
              "update public.notifications set read = true"),
          closed(
              "lay a rule under others' reads",
              "mallory",
              done(),
              "create rule evil as on delete to public.projects do instead nothing"),
          closed(
              "drop a policy",
              "mallory",
              done(),
              "drop policy if exists projects_select on public.projects",
              "alter table public.projects disable row level security"),
          closed(
              "write a policy of one's own",
              "mallory",
              done(),
              "create policy evil on public.projects using (true)"),
          closed(
              "disable the triggers that guard",
              "mallory",
              done(),
              "alter table public.projects disable trigger all"),
          closed(
              "switch triggers off for the session",
              "mallory",
              done(),
              "set session_replication_role = replica"),
          closed("become the owner of the tables", "mallory", done(), "set role postgres"),
          closed(
              "give the tables to oneself",
              "mallory",
              done(),
              "alter table public.projects owner to authenticated"),
          closed(
              "grant oneself a column",
              "mallory",
              row("profiles where id = {mallory} and role = 'enterprise'"),
              "grant update (role) on public.profiles to authenticated",
              "select 1"),
          closed(
              "comment a policy away",
              "mallory",
              done(),
              "comment on table public.projects is 'evil'"),
          open(
              "lock a table that one may only read, without signing in",
              "anonymous",
              done(),
              "lock table public.projects in access exclusive mode"),
          open(
              "lock the profiles of all, without signing in",
              "anonymous",
              done(),
              "lock table public.profiles in access exclusive mode"),
          closed(
              "read a file of the server",
              "mallory",
              done(),
              "select pg_read_file('postgresql.conf')"),
          closed(
              "run a program on the server",
              "mallory",
              done(),
              "copy public.projects to program 'cat'"),
          closed(
              "refer to a hidden row from a table of one's own",
              "mallory",
              done(),
              "create temp table probe (id pg_catalog.uuid references public.projects)"));

  private CodeEscalations() {}
}
