-- create-flashfusion-tables.sql: the FlashFusion schema for the SQL Editor of Supabase. Generated from the migrations; do not edit.
--
-- Run the whole file. It is one transaction: all of it happens or nothing. It applies the versions that the database lacks and
-- records them as Migrations.migrate does, so that either may follow the other. It drops no data: run it again at any time.
-- Only into a database without profiles it puts sample data, which is a section of its own near the end.
-- The last statement shows the sixteen tables.

begin;

-- What is created in public or extensions must not be taken for what the migrations mean.
set local search_path = '';

do $flashfusion$
declare
  versions constant jsonb := '${VERSIONS}'; -- each with its checksum
  applied boolean := false;
  schema_exists constant boolean := to_regnamespace('flashfusion') is not null;
  problem text;
begin
  -- Of two runs at once, the second finds all versions applied.
  perform pg_advisory_xact_lock(hashtext('flashfusion.schema_history'));

  if to_regclass('auth.users') is null or to_regrole('anon') is null or to_regrole('authenticated') is null
    or to_regrole('service_role') is null
  then
    raise exception 'this is not a Supabase database: the roles or the schema auth are missing; nothing was changed' using
      errcode = 'object_not_in_prerequisite_state',
      hint = 'Plain Postgres takes Migrations.bootstrap and Migrations.migrate.';
  end if;

  if to_regclass('flashfusion.schema_history') is not null then
    applied := exists (select from flashfusion.schema_history where version is not null and success);
  end if;

  if not applied then
    select string_agg(name, ', ') into problem
    from unnest(array[${NAMES}]) name
    where to_regclass('public.' || name) is not null;
    if problem is not null then
      raise exception 'these tables exist, but flashfusion.schema_history has no version that made them: %; nothing was changed', problem using
        errcode = 'object_not_in_prerequisite_state',
        hint = 'Adopt the database first: call Migrations.adopt once.';
    end if;
  end if;

  if to_regclass('flashfusion.schema_history') is null then
    create schema if not exists flashfusion;
    create table flashfusion.schema_history (
      installed_rank integer not null,
      version        varchar(50),
      description    varchar(200) not null,
      type           varchar(20) not null,
      script         varchar(1000) not null,
      checksum       integer,
      installed_by   varchar(100) not null,
      installed_on   timestamp not null default now(),
      execution_time integer not null,
      success        boolean not null,
      constraint schema_history_pk primary key (installed_rank)
    );
    create index schema_history_s_idx on flashfusion.schema_history (success);
    if not schema_exists then
      insert into flashfusion.schema_history
        (installed_rank, description, type, script, installed_by, execution_time, success)
      values (0, '<< Flyway Schema Creation >>', 'SCHEMA', '"flashfusion"', current_user, 0, true);
    end if;
  end if;

  select string_agg(h.version, ', ' order by h.installed_rank) into problem
  from flashfusion.schema_history h
  where not h.success
    or h.type = 'SQL' and versions ? h.version and versions ->> h.version is distinct from h.checksum::text;
  if problem is not null then
    raise exception 'these versions failed, or were applied with another text than in this file: %; nothing was changed', problem using
      errcode = 'object_not_in_prerequisite_state',
      hint = 'Use the file of the release that the database was migrated with, or of a later one.';
  end if;

  select string_agg(version, ', ') into problem
  from jsonb_object_keys(versions) version
  where not exists (select from flashfusion.schema_history h where h.version = version.version)
    and exists (
      select from flashfusion.schema_history h
      where string_to_array(h.version, '.')::bigint[] > string_to_array(version.version, '.')::bigint[])
    and not exists (
      select from flashfusion.schema_history h
      where h.type = 'BASELINE'
        and string_to_array(h.version, '.')::bigint[] > string_to_array(version.version, '.')::bigint[]);
  if problem is not null then
    raise exception 'these versions are missing, and later ones were applied without them: %; nothing was changed', problem using
      errcode = 'object_not_in_prerequisite_state',
      hint = 'Repair flashfusion.schema_history first.';
  end if;
end
$flashfusion$;
