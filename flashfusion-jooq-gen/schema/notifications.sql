-- The table public.notifications, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.notifications (
  id         uuid default gen_random_uuid() not null,
  user_id    uuid not null,
  type       text not null,
  title      text not null,
  message    text,
  action_url text,
  read       boolean default false,
  metadata   jsonb default '{}'::jsonb,
  created_at timestamptz default now(),
  constraint notifications_pkey primary key (id),
  constraint notifications_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint notifications_type_check check (
    type in ('info', 'success', 'warning', 'error', 'project', 'billing', 'security')
  )
);

alter table public.notifications
  add constraint notifications_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint notifications_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid;

create index idx_notifications_user_created on public.notifications (user_id, created_at desc, id desc);

alter table public.notifications enable row level security;
grant select, delete on public.notifications to authenticated;
grant update (read) on public.notifications to authenticated;
grant all on public.notifications to service_role;

create policy notifications_select on public.notifications for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_select on public.notifications is 'a user reads their own notifications';

create policy notifications_update on public.notifications for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_update on public.notifications is 'a user marks their own notifications as read';

create policy notifications_delete on public.notifications for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy notifications_delete on public.notifications is 'a user deletes their own notifications';

create trigger notify_followers after insert on public.notifications
  referencing new table as inserted for each statement execute function flashfusion.notify_followers();
