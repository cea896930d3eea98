-- The table public.ai_usage_logs, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.ai_usage_logs (
  id                uuid default gen_random_uuid() not null,
  user_id           uuid not null,
  project_id        uuid,
  provider          text not null,
  model             text not null,
  action            text,
  prompt_tokens     integer default 0,
  completion_tokens integer default 0,
  total_tokens      integer default 0,
  cost_usd          numeric(10,6) default 0,
  latency_ms        integer,
  status            text default 'success',
  error_message     text,
  request_data      jsonb default '{}'::jsonb,
  response_data     jsonb default '{}'::jsonb,
  metadata          jsonb default '{}'::jsonb,
  created_at        timestamptz default now(),
  constraint ai_usage_logs_pkey primary key (id),
  constraint ai_usage_logs_project_id_fkey foreign key (project_id) references public.projects (id) on delete set null,
  constraint ai_usage_logs_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint ai_usage_logs_action_check check (
    action in ('completion', 'chat', 'embedding', 'image', 'audio', 'code', 'analysis')
  ),
  constraint ai_usage_logs_provider_check check (
    provider in ('openai', 'anthropic', 'google', 'cohere', 'huggingface', 'replicate', 'custom')
  ),
  constraint ai_usage_logs_status_check check (status in ('success', 'error', 'timeout', 'canceled'))
);

alter table public.ai_usage_logs
  add constraint ai_usage_logs_cost_usd_readable check (cost_usd <> 'NaN'::numeric) not valid,
  add constraint ai_usage_logs_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint ai_usage_logs_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint ai_usage_logs_request_data_readable check (not jsonb_path_exists(request_data, '$.**{100}'::jsonpath)) not valid,
  add constraint ai_usage_logs_response_data_readable check (not jsonb_path_exists(response_data, '$.**{100}'::jsonpath)) not valid;

create index idx_ai_usage_created_at on public.ai_usage_logs (created_at desc);
create index idx_ai_usage_project_id on public.ai_usage_logs (project_id);
create index idx_ai_usage_provider_model on public.ai_usage_logs (provider, model);
create index idx_ai_usage_user_created on public.ai_usage_logs (user_id, created_at desc) include (provider, model, status, prompt_tokens, completion_tokens, total_tokens, cost_usd, latency_ms);

alter table public.ai_usage_logs enable row level security;
grant select, insert on public.ai_usage_logs to authenticated;
grant all on public.ai_usage_logs to service_role;

create policy ai_usage_logs_select on public.ai_usage_logs for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_usage_logs_select on public.ai_usage_logs is 'a user reads their own usage';

create policy ai_usage_logs_insert on public.ai_usage_logs for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (
        select from public.projects p where p.id = ai_usage_logs.project_id and p.user_id = ai_usage_logs.user_id
      )
      or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
    )
  );
comment on policy ai_usage_logs_insert on public.ai_usage_logs is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is viewer or higher';

create trigger roll_up_delete after delete on public.ai_usage_logs
  referencing old table as old_rows for each statement execute function flashfusion_rollup.record_usage();

create trigger roll_up_insert after insert on public.ai_usage_logs
  referencing new table as new_rows for each statement execute function flashfusion_rollup.record_usage();

create trigger roll_up_truncate after truncate on public.ai_usage_logs
  for each statement execute function flashfusion_rollup.record_usage();

create trigger roll_up_update after update on public.ai_usage_logs
  referencing old table as old_rows new table as new_rows for each statement execute function flashfusion_rollup.record_usage();
