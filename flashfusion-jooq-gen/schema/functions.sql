-- The functions, by schema and name.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

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
revoke all on function flashfusion.auth_user_id() from public;
grant execute on function flashfusion.auth_user_id() to authenticated, service_role;
comment on function flashfusion.auth_user_id() is
  'returns the auth user id of the caller, null for nobody; refuses an identity that its login must seal and did not';

create function flashfusion.confirmed_email() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select email from auth.users where id = flashfusion.auth_user_id() and email_confirmed_at is not null $$;
revoke all on function flashfusion.confirmed_email() from public;
grant execute on function flashfusion.confirmed_email() to authenticated;
comment on function flashfusion.confirmed_email() is 'returns the e-mail that the caller confirmed, null without one';

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
revoke all on function flashfusion.enter(claims text, reason text, seal text) from public;
grant execute on function flashfusion.enter(claims text, reason text, seal text) to anon, authenticated, service_role;
comment on function flashfusion.enter(claims text, reason text, seal text) is
  'gives the transaction claims and reason, if the seal holds for the claims and the current role';

create function flashfusion.guard_membership() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    ranks constant text[] := array['guest', 'viewer', 'member', 'editor', 'admin', 'owner'];
    administers boolean;
  begin
    if not row_security_active(tg_relid) or (new.role, new.permissions) is not distinct from (old.role, old.permissions) then
      return new;
    end if;
    if old.user_id = flashfusion.profile_id() then
      if tg_table_name = 'team_members' then
        administers := old.team_id = any (flashfusion.team_ids('admin'));
      else
        administers := old.project_id = any (flashfusion.project_ids('admin'));
      end if;
      if not administers then
        perform flashfusion.refuse('the invited person may set only accepted_at', tg_table_name, null);
      elsif coalesce(array_position(ranks, new.role), 0) > coalesce(array_position(ranks, old.role), 0) then
        perform flashfusion.refuse('nobody may raise their own role', tg_table_name, 'role');
      end if;
    end if;
    return new;
  end
  $$;
revoke all on function flashfusion.guard_membership() from public;
comment on function flashfusion.guard_membership() is
  'keeps everybody from raising their own role, and invited people from changing more than accepted_at';

create function flashfusion.guard_project_team() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.team_id is distinct from old.team_id and new.team_id is not null and row_security_active(tg_relid) then
      -- An if of its own: the right to execute is asked for even where the condition before it is false.
      if new.team_id <> all (flashfusion.team_ids('member')) then
        perform flashfusion.refuse(
          'team_id must be null or a team in which the caller is member or higher', tg_table_name, 'team_id');
      end if;
    end if;
    return new;
  end
  $$;
revoke all on function flashfusion.guard_project_team() from public;
comment on function flashfusion.guard_project_team() is
  'refuses to move a project into a team where the caller could not create it';

create function flashfusion.guard_updated_by() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.updated_by is distinct from old.updated_by and new.updated_by is not null and row_security_active(tg_relid) then
      if new.updated_by is distinct from flashfusion.profile_id() then
        perform flashfusion.refuse(
          'updated_by must be null, the profile id of the caller, or stay as it is', tg_table_name, 'updated_by');
      end if;
    end if;
    return new;
  end
  $$;
revoke all on function flashfusion.guard_updated_by() from public;
comment on function flashfusion.guard_updated_by() is 'refuses to name somebody else as the one who changed a file';

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
revoke all on function flashfusion.handle_new_user() from public;
comment on function flashfusion.handle_new_user() is
  'gives each new auth user a profile, and the profile the e-mail that its user confirmed';

create function flashfusion.is_sealed() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return exists (select from flashfusion_seal.keys where login = session_user);
  end
  $$;
revoke all on function flashfusion.is_sealed() from public;
grant execute on function flashfusion.is_sealed() to authenticated, service_role;
comment on function flashfusion.is_sealed() is 'tells whether the session''s login must seal its identities';

create function flashfusion.notify_followers() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if tg_table_name = 'deployment_logs' then
      perform pg_catalog.pg_notify('flashfusion_deployment_logs', parent.deployment_id::text)
      from (select distinct deployment_id from inserted) as parent;
    else
      perform pg_catalog.pg_notify('flashfusion_notifications', parent.user_id::text)
      from (select distinct user_id from inserted) as parent;
    end if;
    return null;
  end
  $$;
revoke all on function flashfusion.notify_followers() from public;
comment on function flashfusion.notify_followers() is
  'tells followers of a deployment''s logs, or of a profile''s notifications, that there are new rows';

create function flashfusion.profile_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (select id from public.profiles where user_id = flashfusion.auth_user_id());
  end
  $$;
revoke all on function flashfusion.profile_id() from public;
grant execute on function flashfusion.profile_id() to authenticated;
comment on function flashfusion.profile_id() is 'returns the profile id of the caller, null without a profile';

create function flashfusion.project_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['viewer', 'editor', 'admin', 'owner'], at_least);
    roles constant text[] := (array['viewer', 'editor', 'admin', 'owner'])[needed:];
    -- A team's members are editors of its projects and its guests viewers; nobody owns a project through a team.
    team_roles constant text[] := (array['{guest,member,admin,owner}', '{member,admin,owner}', '{admin,owner}', '{}'])[needed];
  begin
    return array(
      select p.id from public.projects p where p.user_id = me
      union all
      select c.project_id from public.project_collaborators c where c.user_id = me and c.role = any (roles)
      union all
      select p.id from public.projects p
      where p.visibility <> 'private' and p.team_id = any (array(
        select t.id from public.teams t where t.owner_id = me and needed <= 3
        union all
        select m.team_id from public.team_members m where m.user_id = me and m.role = any (team_roles))));
  end
  $$;
revoke all on function flashfusion.project_ids(at_least text) from public;
grant execute on function flashfusion.project_ids(at_least text) to authenticated;
comment on function flashfusion.project_ids(at_least text) is
  'returns the projects on which the caller holds at least the given role, their own ones included; one may be listed twice';

create function flashfusion.public_cards(profile_ids uuid[])
  returns table(id uuid, username text, full_name text, avatar_url text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    with me as (select flashfusion.profile_id() as id),
    projects as (
      select p.id, p.user_id, p.team_id, p.visibility from public.projects p
      where p.id = any (flashfusion.project_ids('viewer'))
    ),
    teams as (
      select unnest(flashfusion.team_ids('guest')) as id
      union
      select team_id from projects where visibility <> 'private' and team_id is not null
    ),
    people as (
      select me.id from me
      union
      select user_id from projects
      union
      select c.user_id from public.project_collaborators c
      where c.project_id in (select projects.id from projects) and c.role is not null
      union
      select t.owner_id from public.teams t where t.id in (select teams.id from teams)
      union
      select m.user_id from public.team_members m
      where m.team_id in (select teams.id from teams) and m.role is not null
    )
    select p.id, p.username, p.full_name, p.avatar_url
    from public.profiles p
    where p.id = any (profile_ids) and p.id in (select people.id from people)
  $$;
revoke all on function flashfusion.public_cards(profile_ids uuid[]) from public;
grant execute on function flashfusion.public_cards(profile_ids uuid[]) to authenticated, service_role;
comment on function flashfusion.public_cards(profile_ids uuid[]) is
  'returns the cards of those given profiles that share a project or a team with the caller, and the caller''s own';

create function flashfusion.refuse(reason text, table_name text, column_name text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    raise insufficient_privilege using
      message = format('new row violates row-level security policy for table "%s"', table_name),
      hint = reason, schema = 'public', table = table_name, column = coalesce(column_name, '');
  end
  $$;
revoke all on function flashfusion.refuse(reason text, table_name text, column_name text) from public;
grant execute on function flashfusion.refuse(reason text, table_name text, column_name text) to authenticated;
comment on function flashfusion.refuse(reason text, table_name text, column_name text) is
  'refuses a row as a policy does, with the rule as the hint';

create function flashfusion.shared_project_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['viewer', 'editor', 'admin', 'owner'], at_least);
    roles constant text[] := (array['viewer', 'editor', 'admin', 'owner'])[needed:];
  begin
    return array(select c.project_id from public.project_collaborators c where c.user_id = me and c.role = any (roles));
  end
  $$;
revoke all on function flashfusion.shared_project_ids(at_least text) from public;
grant execute on function flashfusion.shared_project_ids(at_least text) to authenticated;
comment on function flashfusion.shared_project_ids(at_least text) is
  'returns the projects shared with the caller as a collaborator, in at least the given role';

create function flashfusion.team_ids(at_least text) returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    me constant uuid := (select id from public.profiles where user_id = flashfusion.auth_user_id());
    needed constant int := array_position(array['guest', 'member', 'admin', 'owner'], at_least);
    roles constant text[] := (array['guest', 'member', 'admin', 'owner'])[needed:];
  begin
    return array(
      select t.id from public.teams t where t.owner_id = me
      union all
      select m.team_id from public.team_members m where m.user_id = me and m.role = any (roles));
  end
  $$;
revoke all on function flashfusion.team_ids(at_least text) from public;
grant execute on function flashfusion.team_ids(at_least text) to authenticated;
comment on function flashfusion.team_ids(at_least text) is
  'returns the teams in which the caller holds at least the given role; one may be listed twice';

create function flashfusion.touch_updated_at() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    new.updated_at = now();
    return new;
  end
  $$;
revoke all on function flashfusion.touch_updated_at() from public;
comment on function flashfusion.touch_updated_at() is 'sets updated_at to the time of the transaction';

create function flashfusion_audit.disable(relation regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    execute format('drop trigger if exists audit_insert on %s', relation);
    execute format('drop trigger if exists audit_update on %s', relation);
    execute format('drop trigger if exists audit_delete on %s', relation);
    execute format('drop trigger if exists audit_truncate on %s', relation);
  end
  $$;
revoke all on function flashfusion_audit.disable(relation regclass) from public;
comment on function flashfusion_audit.disable(relation regclass) is
  'ends the history of a table; what was recorded stays';

create function flashfusion_audit.enable(relation regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    audited text;
  begin
    select c.relname into audited from pg_class c
    where c.oid = relation and c.relnamespace = 'public'::regnamespace and c.relname in (
      'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_usage_logs',
      'ai_conversations', 'deployments', 'deployment_logs', 'webhooks', 'webhook_logs', 'billing_transactions',
      'subscription_history', 'api_keys', 'notifications');
    if audited is null then
      raise invalid_parameter_value using
        message = format('%s is not a table of FlashFusion', relation), hint = 'name one of the sixteen tables in public';
    end if;
    execute format(
      'create or replace trigger audit_insert after insert on %s referencing new table as new_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_update after update on %s referencing old table as old_rows new table as new_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_delete after delete on %s referencing old table as old_rows'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
    execute format(
      'create or replace trigger audit_truncate before truncate on %s'
        ' for each statement execute function flashfusion_audit.record(%L)', relation, audited);
  end
  $$;
revoke all on function flashfusion_audit.enable(relation regclass) from public;
comment on function flashfusion_audit.enable(relation regclass) is
  'starts the history of a table, of which rows from before have none; waits for open writes to the table';

create function flashfusion_audit.record() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    audited constant text := tg_argv[0];
    actor constant uuid := flashfusion.auth_user_id();
    acting_role constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    why constant text := nullif(current_setting('flashfusion.reason', true), '');
    moment constant timestamptz := clock_timestamp();
    tx constant xid8 := pg_current_xact_id();
    -- Tables of which flashfusion_audit.recorded masks a column. Of others a short row is recorded as it is, in a third of the time.
    masked constant boolean := audited in ('webhooks', 'api_keys', 'project_files');
  begin
    if tg_op = 'INSERT' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, new, auth_user, role, login, reason, at, transaction)
      select audited, r.id, 'insert',
        case when masked or pg_column_size(r.document) > 8192 then flashfusion_audit.recorded(audited, r.document) else r.document end,
        actor, acting_role, session_user, why, moment, tx
      from (select n.id, to_jsonb(n) as document from new_rows n offset 0) r;
    elsif tg_op = 'UPDATE' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, old, new, auth_user, role, login, reason, at, transaction)
      select audited, r.id, r.operation,
        case when masked or pg_column_size(changed.old) > 8192 then flashfusion_audit.recorded(audited, changed.old) else changed.old end,
        case when masked or pg_column_size(changed.new) > 8192 then flashfusion_audit.recorded(audited, changed.new) else changed.new end,
        actor, acting_role, session_user, why, moment, tx
      from (
        -- A full join, as an id may change, too: the history of the old id ends, that of the new one begins.
        select coalesce(n.id, o.id) as id, to_jsonb(o) as old, to_jsonb(n) as new,
          case when n.id is null then 'delete' when o.id is null then 'insert' else 'update' end as operation
        from old_rows o full join new_rows n on n.id = o.id
        offset 0
      ) r
      cross join lateral (
        select jsonb_object_agg(c.key, r.old -> c.key), jsonb_object_agg(c.key, r.new -> c.key)
        from jsonb_object_keys(coalesce(r.new, r.old)) c (key)
        where r.old -> c.key is distinct from r.new -> c.key
      ) changed (old, new)
      where changed.new is not null;
    elsif tg_op = 'DELETE' then
      insert into flashfusion_audit.entries
        (table_name, row_id, operation, old, auth_user, role, login, reason, at, transaction)
      select audited, r.id, 'delete',
        case when masked or pg_column_size(r.document) > 8192 then flashfusion_audit.recorded(audited, r.document) else r.document end,
        actor, acting_role, session_user, why, moment, tx
      from (select o.id, to_jsonb(o) as document from old_rows o offset 0) r;
    else
      execute format(
        $sql$
        insert into flashfusion_audit.entries
          (table_name, row_id, operation, old, auth_user, role, login, reason, at, transaction)
        select $1, r.id, 'delete', flashfusion_audit.recorded($1, to_jsonb(r)), $2, $3, session_user, $4, $5, $6
        from only %I.%I r
        $sql$, tg_table_schema, tg_table_name)
      using audited, actor, acting_role, why, moment, tx;
    end if;
    return null;
  end
  $$;
revoke all on function flashfusion_audit.record() from public;
comment on function flashfusion_audit.record() is 'writes the entries of all rows that a statement changed';

create function flashfusion_audit.recorded(table_name text, document jsonb) returns jsonb
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (
      select jsonb_object_agg(key, case
          when (table_name, key) in (
            ('webhooks', 'secret'), ('webhooks', 'headers'), ('api_keys', 'key_hash'), ('project_files', 'content'))
            and value <> 'null' then '"***"'
          when (table_name, key) = ('webhooks', 'url') then
            to_jsonb(coalesce(substring(value #>> '{}' from '^[A-Za-z]+://(?:[^/]*@)?([^/?#@:]+)'), '') || '/***')
          when pg_column_size(value) > 8192 then
            jsonb_build_object(
              'bytes', octet_length(value #>> '{}'), 'sha256', encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'))
          else value
        end)
      from jsonb_each(document));
  end
  $$;
revoke all on function flashfusion_audit.recorded(table_name text, document jsonb) from public;
comment on function flashfusion_audit.recorded(table_name text, document jsonb) is
  'returns a row''s values as the history keeps them: secrets are masked, and long values replaced by their size and digest';

create function flashfusion_audit.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    raise insufficient_privilege using
      message = format('%s of flashfusion_audit.entries is refused: the audit trail is append-only', lower(tg_op)),
      hint = 'entries are written by the triggers that flashfusion_audit.enable creates',
      schema = 'flashfusion_audit', table = 'entries';
  end
  $$;
revoke all on function flashfusion_audit.refuse_change() from public;
comment on function flashfusion_audit.refuse_change() is
  'refuses every change of the audit trail but those of the triggers of audited tables';

create function flashfusion_idempotency.caller() returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  begin
    return coalesce(flashfusion.auth_user_id()::text, 'service');
  end
  $$;
revoke all on function flashfusion_idempotency.caller() from public;
grant execute on function flashfusion_idempotency.caller() to authenticated, service_role;
comment on function flashfusion_idempotency.caller() is
  'returns to whom the keys of this transaction belong: the auth user id, or ''service''';

create function flashfusion_idempotency.expire_keys(older_than interval DEFAULT '24:00:00'::interval) returns bigint
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
revoke all on function flashfusion_idempotency.expire_keys(older_than interval) from public;
grant execute on function flashfusion_idempotency.expire_keys(older_than interval) to service_role;
comment on function flashfusion_idempotency.expire_keys(older_than interval) is
  'deletes up to 10,000 keys that are older, the oldest first, and returns how many';

create function flashfusion_rollup.fold_usage() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    folded bigint;
  begin
    lock table flashfusion_rollup.usage_hours in share row exclusive mode;
    with gone as (
      delete from flashfusion_rollup.usage_deltas where true returning *
    ), added as (
      insert into flashfusion_rollup.usage_hours as h
      select hour, provider, model, sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), sum(cost_usd),
        sum(errors)
      from gone
      group by hour, provider, model
      on conflict (hour, provider, model) do update set
        requests = h.requests + excluded.requests,
        prompt_tokens = h.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = h.completion_tokens + excluded.completion_tokens,
        total_tokens = h.total_tokens + excluded.total_tokens,
        cost_usd = h.cost_usd + excluded.cost_usd,
        errors = h.errors + excluded.errors
    )
    select count(*) into folded from gone;
    return folded;
  end
  $$;
revoke all on function flashfusion_rollup.fold_usage() from public;
grant execute on function flashfusion_rollup.fold_usage() to service_role;
comment on function flashfusion_rollup.fold_usage() is
  'adds to the hours what was changed since the last time, and returns how many changes that were';

create function flashfusion_rollup.rebuild_usage() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp set row_security to 'off'
  as $$
  declare
    hours bigint;
  begin
    lock table public.ai_usage_logs in access share mode;
    lock table flashfusion_rollup.usage_hours in share row exclusive mode;
    delete from flashfusion_rollup.usage_hours where true;
    with gone as (
      delete from flashfusion_rollup.usage_deltas where true
    )
    insert into flashfusion_rollup.usage_hours
    select date_trunc('hour', created_at, 'UTC'), provider, model, count(*), coalesce(sum(prompt_tokens), 0),
      coalesce(sum(completion_tokens), 0), coalesce(sum(total_tokens), 0), coalesce(sum(nullif(cost_usd, 'NaN')), 0),
      count(*) filter (where status in ('error', 'timeout'))
    from public.ai_usage_logs
    where created_at is not null
    group by 1, 2, 3;
    get diagnostics hours = row_count;
    return hours;
  end
  $$;
revoke all on function flashfusion_rollup.rebuild_usage() from public;
grant execute on function flashfusion_rollup.rebuild_usage() to service_role;
comment on function flashfusion_rollup.rebuild_usage() is
  'sums all rows of usage anew, and returns how many groups of an hour, provider and model there are';

create function flashfusion_rollup.record_usage() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if tg_op = 'INSERT' then
      insert into flashfusion_rollup.usage_deltas
      select date_trunc('hour', created_at, 'UTC'), provider, model, count(*), coalesce(sum(prompt_tokens), 0),
        coalesce(sum(completion_tokens), 0), coalesce(sum(total_tokens), 0), coalesce(sum(nullif(cost_usd, 'NaN')), 0),
        count(*) filter (where status in ('error', 'timeout'))
      from new_rows
      where created_at is not null
      group by 1, 2, 3;
    elsif tg_op = 'DELETE' then
      insert into flashfusion_rollup.usage_deltas
      select date_trunc('hour', created_at, 'UTC'), provider, model, -count(*), -coalesce(sum(prompt_tokens), 0),
        -coalesce(sum(completion_tokens), 0), -coalesce(sum(total_tokens), 0), -coalesce(sum(nullif(cost_usd, 'NaN')), 0),
        -count(*) filter (where status in ('error', 'timeout'))
      from old_rows
      where created_at is not null
      group by 1, 2, 3;
    elsif tg_op = 'UPDATE' then
      insert into flashfusion_rollup.usage_deltas
      select *
      from (
        select date_trunc('hour', created_at, 'UTC'), provider, model, sum(sign) as requests,
          coalesce(sum(sign * prompt_tokens), 0) as prompt_tokens, coalesce(sum(sign * completion_tokens), 0) as completion_tokens,
          coalesce(sum(sign * total_tokens), 0) as total_tokens, coalesce(sum(sign * nullif(cost_usd, 'NaN')), 0) as cost_usd,
          coalesce(sum(sign) filter (where status in ('error', 'timeout')), 0) as errors
        from (
          select 1::bigint as sign, created_at, provider, model, prompt_tokens, completion_tokens, total_tokens, cost_usd, status
          from new_rows
          union all
          select -1, created_at, provider, model, prompt_tokens, completion_tokens, total_tokens, cost_usd, status
          from old_rows
        ) r
        where created_at is not null
        group by 1, 2, 3
      ) d
      where (requests, prompt_tokens, completion_tokens, total_tokens, cost_usd, errors) <> (0, 0, 0, 0, 0, 0);
    else
      truncate flashfusion_rollup.usage_hours, flashfusion_rollup.usage_deltas;
    end if;
    return null;
  end
  $$;
revoke all on function flashfusion_rollup.record_usage() from public;
comment on function flashfusion_rollup.record_usage() is 'notes by how much a statement changes the sums of usage';

create function flashfusion_rollup.usage(since timestamp with time zone, until timestamp with time zone)
  returns table(at timestamp with time zone, provider text, model text, requests bigint, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric, errors bigint)
  language plpgsql stable rows 10000 set search_path = pg_catalog, pg_temp
  as $$
  begin
    return query
    select l.created_at, l.provider, l.model, 1::bigint, coalesce(l.prompt_tokens, 0)::bigint,
      coalesce(l.completion_tokens, 0)::bigint, coalesce(l.total_tokens, 0)::bigint, coalesce(nullif(l.cost_usd, 'NaN'), 0),
      case when l.status in ('error', 'timeout') then 1 else 0 end::bigint
    from public.ai_usage_logs l
    where l.created_at >= since
      and l.created_at < least(date_trunc('hour', since + interval '1 hour' - interval '1 microsecond', 'UTC'), until)
    union all
    select l.created_at, l.provider, l.model, 1::bigint, coalesce(l.prompt_tokens, 0)::bigint,
      coalesce(l.completion_tokens, 0)::bigint, coalesce(l.total_tokens, 0)::bigint, coalesce(nullif(l.cost_usd, 'NaN'), 0),
      case when l.status in ('error', 'timeout') then 1 else 0 end::bigint
    from public.ai_usage_logs l
    where l.created_at < until
      and l.created_at >= greatest(
        date_trunc('hour', until, 'UTC'), date_trunc('hour', since + interval '1 hour' - interval '1 microsecond', 'UTC'))
    union all
    select h.hour, h.provider, h.model, h.requests, h.prompt_tokens, h.completion_tokens, h.total_tokens, h.cost_usd, h.errors
    from flashfusion_rollup.usage_hours h
    where h.hour >= since and h.hour < date_trunc('hour', until, 'UTC')
    union all
    select d.hour, d.provider, d.model, d.requests, d.prompt_tokens, d.completion_tokens, d.total_tokens, d.cost_usd, d.errors
    from flashfusion_rollup.usage_deltas d
    where d.hour >= since and d.hour < date_trunc('hour', until, 'UTC');
  end
  $$;
revoke all on function flashfusion_rollup.usage(since timestamp with time zone, until timestamp with time zone) from public;
grant execute on function flashfusion_rollup.usage(since timestamp with time zone, until timestamp with time zone) to
  service_role;
comment on function flashfusion_rollup.usage(since timestamp with time zone, until timestamp with time zone) is
  'returns everybody''s usage of a half-open range, in rows that are to be summed';
