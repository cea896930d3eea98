-- Postgres stores values that no reader can take: a cost that is no number, a time without end, JSON of another shape than the column's,
-- or so deep that writing it out fails. One such row would break every page that it is on, for everybody who may see it. Each column
-- refuses them under a name that tells which it is. Not validated: a database in use may hold such rows, and no row is changed here.

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
