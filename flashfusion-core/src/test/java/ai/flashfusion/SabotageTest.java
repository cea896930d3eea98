package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.fixture.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The doctor finds each thing that a superuser does to a healthy database, and the fix, run as the
 * role that it names, repairs it. The tables belong to a role that can do nothing else.
 */
class SabotageTest {

  private static final String OWNED =
      """
      drop role if exists test_owner, test_helper, test_helper_of_helper;
      create role test_owner;
      create role test_helper;
      create role test_helper_of_helper;
      grant trigger, references on auth.users to test_owner;
      grant usage on schema auth to test_owner;
      grant create on schema public to test_owner;
      do $$
      declare
        command text;
      begin
        for command in
          select format('alter schema %I owner to test_owner', nspname) from pg_namespace where nspname like 'flashfusion%'
          union all
          select format('alter table %s owner to test_owner', c.oid::regclass) from pg_class c
          where c.relnamespace in (select oid from pg_namespace where nspname = 'public' or nspname like 'flashfusion%')
            and c.relkind in ('r', 'v')
          union all
          select format('alter function %s owner to test_owner', p.oid::regprocedure) from pg_proc p
          where p.pronamespace in (select oid from pg_namespace where nspname like 'flashfusion%')
        loop
          execute command;
        end loop;
      end
      $$;
      """;

  /**
   * Undoes changes of roles and their settings, which belong to the server and outlive the
   * database.
   */
  private static final String UNDO =
      """
      alter role anon nosuperuser nobypassrls nocreaterole nocreatedb noreplication nologin;
      alter role authenticated nosuperuser nobypassrls nocreaterole nocreatedb noreplication nologin;
      alter role service_role nosuperuser bypassrls nocreaterole nocreatedb noreplication nologin;
      alter role test_helper nosuperuser nobypassrls;
      alter role test_helper_of_helper nosuperuser nobypassrls;
      alter role authenticator reset all;
      alter role anon reset all;
      alter role authenticated reset all;
      alter role service_role reset all;
      alter role all reset all;
      revoke admin option for service_role from authenticator;
      revoke all on parameter session_replication_role from authenticated;
      do $$
      declare
        command text;
      begin
        for command in
          select format('revoke %s from %s cascade', roleid::regrole, member::regrole) from pg_auth_members
          where member in ('anon'::regrole, 'authenticated'::regrole, 'authenticator'::regrole, 'test_helper'::regrole)
            and not (member = 'authenticator'::regrole and roleid in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole))
        loop
          execute command;
        end loop;
      end
      $$;
      """;

  /**
   * Removes what a sabotage created and its fix left, so that the next one finds the same database.
   */
  private static final String CLEAN =
      """
      drop publication if exists test;
      drop event trigger if exists test;
      drop extension if exists dblink, postgres_fdw cascade;
      drop language if exists test;
      drop schema if exists hidden, other cascade;
      drop function if exists auth.nothing();
      select flashfusion_audit.disable('public.teams');
      do $$
      declare
        command text;
      begin
        for command in
          select format('drop %s if exists %s cascade',
            case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, oid::regclass)
          from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
            and relname in ('leak', 'people', 'own', 'child', 'base', 'customers', 'parts')
          union all
          select format('drop routine %s cascade', oid::regprocedure) from pg_proc where pronamespace = 'public'::regnamespace
        loop
          execute command;
        end loop;
      end
      $$;
      """;

  private static TestDatabase embedded;

  /**
   * The database, which tests reuse because copying it takes longer than a test; not after a
   * failure.
   */
  private static @Nullable String database;

  private static boolean mended;

  @BeforeAll
  static void giveTheTablesToAnOwner() {
    assumeThat(System.getProperty("flashfusion.postgres", ""))
        .as("roles are changed for the whole server")
        .isEmpty();
    embedded = TestDatabase.start();
    embedded.flashfusion().close();
    run(embedded.database(), OWNED);
  }

  @AfterAll
  static void dropRoles() {
    if (embedded != null) {
      dropDatabase();
      run(
          embedded.database(),
          "drop owned by test_owner, test_helper, test_helper_of_helper cascade");
      run("postgres", "drop role test_owner, test_helper, test_helper_of_helper");
      embedded.close();
    }
  }

  @BeforeEach
  void copy() {
    mended = false;
    if (database == null) {
      database = "sabotage_" + UUID.randomUUID().toString().replace("-", "");
      run("postgres", "create database " + database + " template " + embedded.database());
      run("postgres", "revoke temporary on database " + database + " from public");
    }
  }

  @AfterEach
  void undo() {
    run("postgres", UNDO);
    if (mended) {
      run(database, CLEAN);
    } else {
      dropDatabase();
    }
  }

  private static void dropDatabase() {
    if (database != null) {
      run("postgres", "drop database " + database + " with (force)");
      database = null;
    }
  }

  @Test
  void findsNothingBefore() {
    assertThat(doctor()).hasToString("Nothing is wrong.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # Who the callers and the login are
          alter role authenticated bypassrls | role authenticated | has BYPASSRLS
          alter role anon superuser | role anon | is a superuser
          alter role anon createrole | role anon | may create roles
          alter role authenticated createdb | role authenticated | may create databases
          alter role service_role replication | role service_role | may read every row from the log
          alter role anon login | role anon | may log in
          alter role service_role nobypassrls | role service_role | lacks BYPASSRLS
          grant service_role to anon | role anon | is a member of service_role
          grant authenticated to anon | role anon | is a member of authenticated
          grant pg_read_all_data to anon | role anon | is a member of pg_read_all_data
          grant pg_execute_server_program to authenticated | role authenticated | is a member of pg_execute_server_program
          grant select on public.projects to test_helper; grant test_helper to authenticated | role authenticated | is a member of test_helper, which may use the tables
          grant select (email) on public.profiles to test_helper; grant test_helper to anon | role anon | is a member of test_helper, which may use the tables
          grant usage on schema flashfusion_audit to test_helper; grant test_helper to anon | role anon | is a member of test_helper
          alter role test_helper_of_helper bypassrls; grant test_helper_of_helper to test_helper; grant test_helper to anon | role anon | is a member of test_helper, and so of test_helper_of_helper, which has BYPASSRLS
          grant test_owner to authenticated | role authenticated | is a member of test_owner, which owns tables
          grant pg_monitor to authenticator | role authenticator | is a member of pg_monitor
          grant pg_write_all_data to authenticator | role authenticator | is a member of pg_write_all_data
          grant test_owner to authenticator | role authenticator | is a member of test_owner
          grant select on public.projects to authenticator | grant authenticator on public.projects | without an identity
          grant usage on schema flashfusion to authenticator | grant authenticator on schema flashfusion | without an identity
          grant execute on function flashfusion.profile_id() to authenticator | grant authenticator on function flashfusion.profile_id() | without an identity

          grant service_role to authenticator with admin option | role authenticator | may make others members of service_role
          grant set on parameter session_replication_role to authenticated | role authenticated | may set session_replication_role

          # What statements mean
          alter role authenticator set request.jwt.claim.sub = '00000000-0000-4000-8000-000000000001' | setting request.jwt.claim.sub | for role authenticator: it names a caller
          alter role authenticator set request.jwt.claims = '{}' | setting request.jwt.claims | for role authenticator
          alter role authenticator set role = 'service_role' | setting role | is 'service_role' for role authenticator
          alter role authenticated set search_path = 'mine', public | setting search_path | for role authenticated
          alter role service_role set session_replication_role = replica | setting session_replication_role | triggers and foreign keys do not work
          alter role all set row_security = off | setting row_security | for everybody
          alter role anon set standard_conforming_strings = off | setting standard_conforming_strings | for role anon
          do $$ begin execute format('alter database %I set request.jwt.claim.role = service_role', current_database()); end $$ | setting request.jwt.claim.role | for everybody in
          do $$ begin execute format('alter database %I set search_path = mine', current_database()); end $$ | setting search_path | for everybody in
          do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$ | setting default_transaction_read_only | nothing can be written
          do $$ begin execute format('alter database %I set session_replication_role = replica', current_database()); end $$ | setting session_replication_role | for everybody in
          do $$ begin execute format('alter role authenticator in database %I set role = anon', current_database()); end $$ | setting role | for role authenticator in
          create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid' | function auth.uid() | is not that of Supabase
          alter function auth.role() security definer | function auth.role() | is not that of Supabase
          alter function auth.jwt() volatile | function auth.jwt() | is not that of Supabase
          alter function auth.email() set search_path = public | function auth.email() | is not that of Supabase
          drop function auth.email() | function auth.email() | missing
          alter function auth.uid() owner to authenticated | function auth.uid() | is owned by authenticated

          revoke usage on schema auth from authenticated | grant authenticated on schema auth | missing: usage
          revoke execute on function auth.uid() from public | grant authenticated on function auth.uid() | missing: execute

          # What is around the tables
          create publication test for table public.projects | publication test | sends public.projects
          create publication test for all tables | publication test | public.api_keys
          create publication test for tables in schema public | publication test | public.api_keys
          create publication test for table flashfusion_audit.entries | publication test | flashfusion_audit.entries
          create view public.leak as select * from public.api_keys | view public.leak | with the rights of its owner
          create view public.people as select email from auth.users | view public.people | with the rights of its owner
          create schema hidden; create view hidden.inner_leak as select * from public.teams; create view public.leak as select * from hidden.inner_leak | view public.leak | with the rights of its owner
          create schema other; grant usage on schema other to anon; create view other.leak as select * from public.api_keys; grant select (id) on other.leak to anon | view other.leak | with the rights of its owner
          create materialized view public.leak as select * from public.api_keys | materialized view public.leak | with the rights of its owner
          create table public.own (id int); alter table public.own enable row level security; revoke truncate on public.own from anon, authenticated; create rule test as on insert to public.own do also delete from public.notifications | rule test of public.own | with the rights of its owner
          create extension postgres_fdw; create server test foreign data wrapper postgres_fdw; create foreign table public.leak (id int) server test | foreign table public.leak | without row level security
          create function public.leak() returns setof public.api_keys language sql security definer as 'select * from public.api_keys' | function public.leak() | uses tables with the rights of its owner
          create function public.leak() returns bigint language sql security definer begin atomic select count(*) from public.api_keys; end | function public.leak() | uses tables with the rights of its owner
          create function public.leak(a text) returns void language plpgsql security definer as 'begin execute a; end' | function public.leak(a text) | runs text with the rights of its owner
          create procedure public.leak(a text) language plpgsql security definer as 'begin execute a; end' | function public.leak(IN a text) | runs text with the rights of its owner
          create function public.become(a text) returns text language sql as 'select set_config(''request.jwt.claims'', a, true)' | function public.become(a text) | changes who the caller is
          create function public.serve() returns void language plpgsql as 'begin set local role service_role; end' | function public.serve() | changes who the caller is
          create function public.off() returns void language sql security definer as 'select flashfusion_audit.disable(''public.teams'')' | function public.off() | uses tables with the rights of its owner
          create function public.peek(a text) returns boolean language sql leakproof cost 0.0001 as 'select true' | function public.peek(a text) | leakproof
          create table public.child () inherits (public.projects) | table public.child | is a child of public.projects
          create extension dblink | extension dblink | lets anyone run text
          create trusted language test handler plpgsql_call_handler | language test | lets anyone write functions
          create table public.customers (id int) | table public.customers | has no row level security
          create table public.customers (id int); alter table public.customers enable row level security | table public.customers | anon, authenticated may truncate it
          create table public.parts (id int) partition by list (id) | table public.parts | has no row level security
          create function public.note() returns event_trigger language plpgsql as 'begin end'; create event trigger test on ddl_command_start execute function public.note() | event trigger test | runs public.note at ddl_command_start
          grant create on schema public to authenticated | schema public | authenticated may create objects in it
          grant create on schema flashfusion to public | schema flashfusion | public may create objects in it
          grant create on schema auth to anon | schema auth | anon may create objects in it
          grant create on schema public to authenticator | schema public | authenticator may create objects in it
          alter schema public owner to authenticated | schema public | is owned by authenticated
          do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$ | database DATABASE | public may create temporary tables
          do $$ begin execute format('grant create on database %I to anon', current_database()); end $$ | database DATABASE | anon may create schemas in it
          grant select on auth.users to authenticated | grant authenticated on auth.users | people's addresses
          grant select (email) on auth.users to anon | grant anon on auth.users | people's addresses
          grant execute on function pg_read_file(text) to public | grant public on function pg_read_file(text) | Postgres keeps it from everybody
          grant select on pg_authid to anon | grant anon on pg_catalog.pg_authid | Postgres keeps it from everybody
          alter default privileges in schema flashfusion grant select on tables to anon | default privileges of postgres | give select to anon in schema flashfusion
          alter default privileges for role test_owner grant execute on functions to authenticated | default privileges of test_owner | give execute to authenticated

          do $$ begin execute format('alter database %I owner to authenticated', current_database()); end $$ | database DATABASE | is owned by authenticated

          # The tables themselves
          alter table public.projects owner to authenticated | table public.projects | is owned by authenticated
          alter table flashfusion_audit.entries owner to test_helper | table flashfusion_audit.entries | is owned by test_helper
          alter schema flashfusion owner to anon | schema flashfusion | is owned by anon
          alter table public.webhooks force row level security | forced row level security public.webhooks | not expected
          alter table public.webhooks force row level security; alter table public.webhooks disable row level security | row level security public.webhooks | missing
          alter table public.webhooks disable row level security | row level security public.webhooks | missing
          alter table flashfusion_audit.entries disable row level security | row level security flashfusion_audit.entries | missing
          drop policy projects_select on public.projects | policy projects_select of public.projects | missing
          alter policy projects_select on public.projects using (true) | policy projects_select of public.projects | found for select to authenticated using (true)
          create policy hole on public.api_keys for select using (true) | policy hole of public.api_keys | not expected
          create policy hole on flashfusion_audit.entries for select using (true) | policy hole of flashfusion_audit.entries | not expected
          revoke insert on public.ai_usage_logs from authenticated | grant authenticated on public.ai_usage_logs | expected insert, select, found select
          grant update on public.profiles to authenticated | grant authenticated on public.profiles | found
          grant update (role) on public.profiles to authenticated | grant authenticated on public.profiles | found
          grant select on public.api_keys to anon | grant anon on public.api_keys | not expected: select
          grant select on public.api_keys to public | grant public on public.api_keys | not expected: select
          grant select (key_hash) on public.api_keys to anon | grant anon on public.api_keys | not expected: select (key_hash)
          grant truncate on public.projects to anon | grant anon on public.projects | truncate
          grant insert on flashfusion_audit.entries to anon | grant anon on flashfusion_audit.entries | not expected: insert
          grant usage on schema flashfusion_audit_private to anon | grant anon on schema flashfusion_audit_private | not expected: usage
          revoke usage on schema flashfusion from authenticated | grant authenticated on schema flashfusion | missing
          drop index public.idx_projects_team_visibility | index idx_projects_team_visibility of public.projects | missing
          drop index public.idx_projects_team_visibility; create index idx_projects_team_visibility on public.projects (id) | index idx_projects_team_visibility of public.projects | expected CREATE INDEX
          alter table public.webhooks drop column secret | column public.webhooks.secret | missing
          alter table public.teams add column colour text | column public.teams.colour | not expected
          alter table public.profiles alter column bio type varchar(100) | column public.profiles.bio | expected text, found character varying(100)
          alter table public.projects drop constraint projects_tags_readable, alter column tags type text using tags::text | column public.projects.tags | expected text[], found text
          alter table public.api_keys alter column rate_limit drop default | column public.api_keys.rate_limit | expected integer default
          alter table public.teams alter column name drop not null | column public.teams.name | expected text not null, found text
          alter table public.team_members drop constraint team_members_role_check, add constraint team_members_role_check check (role in ('owner', 'admin', 'boss')) | constraint team_members_role_check of public.team_members | does not allow guest, member; allows boss in addition
          alter table public.teams drop constraint teams_slug_key | constraint teams_slug_key of public.teams | missing
          alter table public.webhooks replica identity full | replica identity public.webhooks | not expected: full
          create table public.base (id uuid not null); alter table public.base enable row level security; revoke truncate on public.base from anon, authenticated; alter table public.webhooks inherit public.base | parent public.base of public.webhooks | not expected
          create rule test as on delete to public.teams do also notify test | rule test of public.teams | not expected
          alter view flashfusion_audit_private.beginnings set (security_invoker = true) | option security_invoker of flashfusion_audit_private.beginnings | not expected: true
          create or replace view flashfusion_audit_private.beginnings as select table_name, row_id, id from flashfusion_audit.entries | view flashfusion_audit_private.beginnings | expected

          # Triggers
          drop trigger guard_membership on public.team_members | trigger guard_membership of public.team_members | missing
          alter table public.team_members disable trigger guard_membership | trigger guard_membership of public.team_members | disabled
          alter table public.team_members enable replica trigger guard_membership | trigger guard_membership of public.team_members | replica
          alter table flashfusion_audit.entries disable trigger append_only | trigger append_only of flashfusion_audit.entries | disabled
          alter table flashfusion_audit.entries enable replica trigger no_direct_insert | trigger no_direct_insert of flashfusion_audit.entries | replica
          drop trigger append_only on flashfusion_audit.entries | trigger append_only of flashfusion_audit.entries | missing
          drop trigger on_auth_user_created on auth.users | trigger on_auth_user_created of auth.users | missing
          alter table auth.users disable trigger on_auth_user_created | trigger on_auth_user_created of auth.users | disabled
          create function auth.nothing() returns trigger language plpgsql as 'begin return new; end'; create or replace trigger on_auth_user_created after insert on auth.users for each row execute function auth.nothing() | trigger on_auth_user_created of auth.users | found
          create function public.nothing() returns trigger language plpgsql as 'begin return null; end'; create trigger own before insert on public.api_keys for each row execute function public.nothing() | trigger own of public.api_keys | not expected
          create trigger own before insert on flashfusion_audit.entries for each row execute function flashfusion.touch_updated_at() | trigger own of flashfusion_audit.entries | not expected
          alter table public.projects disable trigger all | constraint projects_user_id_fkey of public.projects | is not checked
          select flashfusion_audit.enable('public.teams'); alter table public.teams disable trigger audit_update | audit trail of public.teams | does not record every change
          select flashfusion_audit.enable('public.teams'); drop trigger audit_delete on public.teams | audit trail of public.teams | does not record every change

          # Functions and what else is in the library's schemas
          create or replace function flashfusion.profile_id() returns uuid language sql stable as 'select null::uuid' | function flashfusion.profile_id() | not as expected
          alter function flashfusion.profile_id() owner to authenticated | function flashfusion.profile_id() | is owned by authenticated
          alter function flashfusion.profile_id() security invoker | function flashfusion.profile_id() | not as expected
          alter function flashfusion.profile_id() volatile | function flashfusion.profile_id() | not as expected
          alter function flashfusion.profile_id() reset search_path | function flashfusion.profile_id() | not as expected
          alter function flashfusion.profile_id() leakproof | function flashfusion.profile_id() | not as expected
          revoke execute on function flashfusion.team_ids(text) from authenticated | grant authenticated on function flashfusion.team_ids(at_least text) | missing
          grant execute on function flashfusion.handle_new_user() to anon | grant anon on function flashfusion.handle_new_user() | not expected: execute
          grant execute on function flashfusion_audit.disable(regclass) to public | grant public on function flashfusion_audit.disable(relation regclass) | not expected: execute
          drop function flashfusion_audit.enable(regclass) | function flashfusion_audit.enable(relation regclass) | missing
          create view flashfusion.leak as select * from public.api_keys; grant select on flashfusion.leak to anon | view flashfusion.leak | not expected
          create table flashfusion.own (id int) | table flashfusion.own | not expected
          create function flashfusion.own() returns int language sql as 'select 1' | function flashfusion.own() | not expected
          create type flashfusion.own as enum ('a') | type flashfusion.own | not expected
          """)
  void findsSabotageAndFixRepairsIt(String sabotage, String subject, String problem) {
    run(database, sabotage);

    Diagnosis diagnosis = doctor();

    String about = subject.replace("DATABASE", Objects.requireNonNull(database));
    assertThat(diagnosis.findings())
        .as("%s", diagnosis)
        .anySatisfy(
            finding -> {
              assertThat(finding.subject()).isEqualTo(about);
              assertThat(finding.problem()).contains(problem);
            });
    diagnosis.findings().forEach(SabotageTest::mend);
    assertThat(doctor()).hasToString("Nothing is wrong.\n");
    mended = true;
  }

  private static Diagnosis doctor() {
    String url = embedded.url().replace(embedded.database(), Objects.requireNonNull(database));
    return embedded.builder().url(url).doctor();
  }

  /** Runs the fix as the role that the finding names, with no more rights. */
  private static void mend(Finding finding) {
    String who = finding.who();
    run(
        database,
        who.equals("a superuser")
            ? finding.fix()
            : "set session authorization \"" + who + "\"; " + finding.fix());
  }

  private static void run(@Nullable String database, String script) {
    PGSimpleDataSource superuser = (PGSimpleDataSource) embedded.owner();
    superuser.setDatabaseName(database);
    try (Connection connection = superuser.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in: " + script, e);
    }
  }
}
