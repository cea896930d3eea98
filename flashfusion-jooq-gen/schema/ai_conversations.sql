-- The table public.ai_conversations, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.ai_conversations (
  id           uuid default gen_random_uuid() not null,
  user_id      uuid not null,
  project_id   uuid,
  title        text,
  model        text not null,
  messages     jsonb default '[]'::jsonb,
  total_tokens integer default 0,
  total_cost   numeric(10,6) default 0,
  status       text default 'active',
  metadata     jsonb default '{}'::jsonb,
  created_at   timestamptz default now(),
  updated_at   timestamptz default now(),
  constraint ai_conversations_pkey primary key (id),
  constraint ai_conversations_project_id_fkey foreign key (project_id) references public.projects (id) on delete set null,
  constraint ai_conversations_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint ai_conversations_status_check check (status in ('active', 'archived', 'deleted'))
);

alter table public.ai_conversations
  add constraint ai_conversations_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint ai_conversations_messages_readable check (
    jsonb_typeof(messages) in ('array', 'null')
    and jsonb_path_exists(messages, 'strict $[*]?(@.type() != "object")'::jsonpath, '{}'::jsonb, true) is not true
    and not jsonb_path_exists(messages, '$.**{100}'::jsonpath)
  ) not valid,
  add constraint ai_conversations_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint ai_conversations_total_cost_readable check (total_cost <> 'NaN'::numeric) not valid,
  add constraint ai_conversations_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_ai_conversations_project_id on public.ai_conversations (project_id);
create index idx_ai_conversations_user_created on public.ai_conversations (user_id, created_at desc, id desc);

alter table public.ai_conversations enable row level security;
grant select, insert, delete on public.ai_conversations to authenticated;
grant update (title, model, messages, total_tokens, total_cost, status, metadata, updated_at) on
  public.ai_conversations to authenticated;
grant all on public.ai_conversations to service_role;

create policy ai_conversations_select on public.ai_conversations for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_select on public.ai_conversations is 'a user reads their own conversations';

create policy ai_conversations_insert on public.ai_conversations for insert to authenticated
  with check (
    user_id = (select flashfusion.profile_id())
    and (
      project_id is null
      or exists (
        select from public.projects p
        where p.id = ai_conversations.project_id and p.user_id = ai_conversations.user_id
      )
      or project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
    )
  );
comment on policy ai_conversations_insert on public.ai_conversations is
  'user_id must be the profile id of the caller, and project_id must be null or a project of which the caller is viewer or higher';

create policy ai_conversations_update on public.ai_conversations for update to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_update on public.ai_conversations is 'a user changes their own conversations';

create policy ai_conversations_delete on public.ai_conversations for delete to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy ai_conversations_delete on public.ai_conversations is 'a user deletes their own conversations';

create trigger touch_updated_at before update on public.ai_conversations
  for each row execute function flashfusion.touch_updated_at();
