-- What columns hold: ids of rows that exist, and values that a reader can take.

-- A team that is gone must not come back to power under projects that still name it. Not validated: a database in use may hold such
-- projects, and no row is changed here.
alter table public.projects
  add constraint projects_team_id_fkey foreign key (team_id) references public.teams (id) on delete set null not valid;

-- A person who invited somebody, or edited a file of another's project, can be deleted.
alter table public.project_collaborators drop constraint project_collaborators_invited_by_fkey;
alter table public.project_collaborators
  add constraint project_collaborators_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null;
alter table public.team_members drop constraint team_members_invited_by_fkey;
alter table public.team_members
  add constraint team_members_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null;
alter table public.project_files drop constraint project_files_created_by_fkey;
alter table public.project_files
  add constraint project_files_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null;
alter table public.project_files drop constraint project_files_updated_by_fkey;
alter table public.project_files
  add constraint project_files_updated_by_fkey foreign key (updated_by) references public.profiles (id) on delete set null;

-- Postgres stores values that no reader can take: a cost that is no number, a time without end, JSON of another shape than the
-- column's, or so deep that writing it out fails. One such row would break every page that it is on, for everybody who may see it.
-- Each column refuses them by a check that is named after it. Not validated: a database in use may hold such rows, and no row is
-- changed here.
do $$
declare
  c record;
  rule text;
begin
  for c in
    select r.relname as table_name, a.attname as name, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class r on r.oid = a.attrelid
    where r.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and r.relname = any (array[
      'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_usage_logs',
      'ai_conversations', 'deployments', 'deployment_logs', 'webhooks', 'webhook_logs', 'billing_transactions',
      'subscription_history', 'api_keys', 'notifications'])
    order by r.relname, a.attnum
  loop
    rule := case
      -- The years 1 to 9999 in every zone. As seconds, as the text of a time depends on the session's zone.
      when c.type = 'timestamp with time zone' then '%1$I >= to_timestamp(-62135510400) and %1$I < to_timestamp(253402214400)'
      when c.type = 'numeric' then '%1$I <> ''NaN'''
      -- One dimension that begins at 1, as its text shows; elements may be null.
      when c.type = 'text[]' then 'concat(%1$I) !~ ''^(\[|\{\{)'''
      when c.type = 'jsonb' and c.name = 'permissions' then
        'jsonb_typeof(%1$I) in (''object'', ''null'') and not jsonb_path_exists(%1$I, ''$.**{100}'')'
      when c.type = 'jsonb' and c.name = 'messages' then
        -- Strict, as a lax path looks into arrays of arrays; silent, as a strict one fails where there is no array.
        'jsonb_typeof(%1$I) in (''array'', ''null'')'
          ' and jsonb_path_exists(%1$I, ''strict $[*] ? (@.type() != "object")'', ''{}'', true) is not true'
          ' and not jsonb_path_exists(%1$I, ''$.**{100}'')'
      when c.type = 'jsonb' then 'not jsonb_path_exists(%1$I, ''$.**{100}'')'
    end;
    if rule is not null then
      execute format(
        'alter table public.%2$I add constraint %3$I check (' || rule || ') not valid',
        c.name, c.table_name, c.table_name || '_' || c.name || '_readable');
    end if;
  end loop;
end
$$;
