-- The table public.project_files, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.project_files (
  id         uuid default gen_random_uuid() not null,
  project_id uuid not null,
  path       text not null,
  name       text not null,
  content    text,
  type       text,
  size_bytes integer,
  mime_type  text,
  encoding   text default 'utf-8',
  metadata   jsonb default '{}'::jsonb,
  created_by uuid,
  updated_by uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  constraint project_files_pkey primary key (id),
  constraint project_files_project_id_path_key unique (project_id, path),
  constraint project_files_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null,
  constraint project_files_project_id_fkey foreign key (project_id) references public.projects (id) on delete cascade,
  constraint project_files_updated_by_fkey foreign key (updated_by) references public.profiles (id) on delete set null,
  constraint project_files_type_check check (type in ('file', 'directory'))
);

alter table public.project_files
  add constraint project_files_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint project_files_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid,
  add constraint project_files_updated_at_readable check (
    updated_at >= to_timestamp(-62135510400) and updated_at < to_timestamp(253402214400)
  ) not valid;

create index idx_project_files_created_by on public.project_files (created_by);
create index idx_project_files_updated_by on public.project_files (updated_by);

alter table public.project_files enable row level security;
grant select on public.project_files to anon;
grant select, insert, delete on public.project_files to authenticated;
grant update (path, name, content, type, size_bytes, mime_type, encoding, metadata, updated_by, updated_at) on
  public.project_files to authenticated;
grant all on public.project_files to service_role;

create policy project_files_select on public.project_files for select to authenticated
  using (
    project_id = any ((select flashfusion.project_ids('viewer'))::uuid[])
    or exists (
      select from public.projects p
      where p.id = project_files.project_id and p.visibility = 'public' and p.status <> 'deleted'
    )
  );
comment on policy project_files_select on public.project_files is
  'the caller must be viewer or higher of the project, unless it is public and not deleted';

create policy project_files_select_public on public.project_files for select to anon
  using (
    exists (
      select from public.projects p
      where p.id = project_files.project_id and p.visibility = 'public' and p.status <> 'deleted'
    )
  );
comment on policy project_files_select_public on public.project_files is
  'anyone reads files of public projects that are not deleted';

create policy project_files_insert on public.project_files for insert to authenticated
  with check (
    (
      exists (
        select from public.projects p
        where p.id = project_files.project_id and p.user_id = (select flashfusion.profile_id())
      )
      or project_id = any ((select flashfusion.project_ids('editor'))::uuid[])
    )
    and (created_by is null or created_by = (select flashfusion.profile_id()))
    and (updated_by is null or updated_by = (select flashfusion.profile_id()))
  );
comment on policy project_files_insert on public.project_files is
  'the caller must be editor or higher of the project; created_by and updated_by must be null or the profile id of the caller';

create policy project_files_update on public.project_files for update to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_update on public.project_files is
  'the caller must be editor or higher of the project';

create policy project_files_delete on public.project_files for delete to authenticated
  using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]));
comment on policy project_files_delete on public.project_files is
  'the caller must be editor or higher of the project';

create trigger guard_updated_by before update of updated_by on public.project_files
  for each row execute function flashfusion.guard_updated_by();

create trigger touch_updated_at before update on public.project_files
  for each row execute function flashfusion.touch_updated_at();
