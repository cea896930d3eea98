-- What happens when a row is updated: updated_at is set, and changes are refused that no policy can see.

-- On every table that has the column.
create function flashfusion.touch_updated_at() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    new.updated_at = now();
    return new;
  end
  $$;
comment on function flashfusion.touch_updated_at() is 'sets updated_at to the time of the transaction';

revoke all on function flashfusion.touch_updated_at() from public;

create trigger touch_updated_at before update on public.profiles
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.teams
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.team_members
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.projects
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.project_collaborators
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.project_files
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.ai_conversations
  for each row execute function flashfusion.touch_updated_at();
create trigger touch_updated_at before update on public.webhooks
  for each row execute function flashfusion.touch_updated_at();

-- The other triggers compare the new row with the old one, which a policy does not see. They bind whom row level security binds:
-- security invoker on purpose. Where a function is called that others may not execute, the condition before it is an if of its own:
-- plpgsql asks for the right even where it is false.

create function flashfusion.refuse(reason text, table_name text, column_name text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    raise insufficient_privilege using
      message = format('new row violates row-level security policy for table "%s"', table_name),
      hint = reason, schema = 'public', table = table_name, column = coalesce(column_name, '');
  end
  $$;
comment on function flashfusion.refuse(text, text, text) is 'refuses a row as a policy does, with the rule as the hint';

revoke all on function flashfusion.refuse(text, text, text) from public;
grant execute on function flashfusion.refuse(text, text, text) to authenticated;

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
comment on function flashfusion.guard_project_team() is
  'refuses to move a project into a team where the caller could not create it';

revoke all on function flashfusion.guard_project_team() from public;

create trigger guard_project_team before update of team_id on public.projects
  for each row execute function flashfusion.guard_project_team();

-- Policies say who may change rows that give a role; this says what a person may change about their own: they accept, and an admin
-- may also lower their role.
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
comment on function flashfusion.guard_membership() is
  'keeps everybody from raising their own role, and invited people from changing more than accepted_at';

revoke all on function flashfusion.guard_membership() from public;

create trigger guard_membership before update on public.team_members
  for each row execute function flashfusion.guard_membership();
create trigger guard_membership before update on public.project_collaborators
  for each row execute function flashfusion.guard_membership();

-- A person named for something they did not do would be told of it, and the foreign key would tell who exists.
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
comment on function flashfusion.guard_updated_by() is 'refuses to name somebody else as the one who changed a file';

revoke all on function flashfusion.guard_updated_by() from public;

create trigger guard_updated_by before update of updated_by on public.project_files
  for each row execute function flashfusion.guard_updated_by();
