-- The table public.webhook_logs, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.webhook_logs (
  id            uuid default gen_random_uuid() not null,
  webhook_id    uuid not null,
  event_type    text not null,
  status_code   integer,
  request_body  jsonb default '{}'::jsonb,
  response_body jsonb default '{}'::jsonb,
  error_message text,
  duration_ms   integer,
  created_at    timestamptz default now(),
  constraint webhook_logs_pkey primary key (id),
  constraint webhook_logs_webhook_id_fkey foreign key (webhook_id) references public.webhooks (id) on delete cascade
);

alter table public.webhook_logs
  add constraint webhook_logs_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint webhook_logs_request_body_readable check (not jsonb_path_exists(request_body, '$.**{100}'::jsonpath)) not valid,
  add constraint webhook_logs_response_body_readable check (not jsonb_path_exists(response_body, '$.**{100}'::jsonpath)) not valid;

create index idx_webhook_logs_webhook_id_created_at on public.webhook_logs (webhook_id, created_at desc, id desc);

alter table public.webhook_logs enable row level security;
grant select on public.webhook_logs to authenticated;
grant all on public.webhook_logs to service_role;

create policy webhook_logs_select on public.webhook_logs for select to authenticated
  using (
    webhook_id = any (array(select w.id from public.webhooks w where w.user_id = (select flashfusion.profile_id())))
  );
comment on policy webhook_logs_select on public.webhook_logs is 'a user reads the deliveries of their own webhooks';
