-- Tells who follows a deployment's logs, or a profile's notifications, that there are new rows. LISTEN knows no row level
-- security: a message holds the parent's id alone, and followers read the rows under their own identity. One message per
-- statement and parent, sent when the transaction commits.

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
comment on function flashfusion.notify_followers() is
  'tells followers of a deployment''s logs, or of a profile''s notifications, that there are new rows';

revoke all on function flashfusion.notify_followers() from public;

create trigger notify_followers after insert on public.deployment_logs
  referencing new table as inserted
  for each statement execute function flashfusion.notify_followers();

create trigger notify_followers after insert on public.notifications
  referencing new table as inserted
  for each statement execute function flashfusion.notify_followers();
