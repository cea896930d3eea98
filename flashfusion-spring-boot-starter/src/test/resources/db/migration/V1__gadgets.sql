create table gadgets (
  id bigint generated always as identity primary key,
  project_id uuid references projects
);
alter table gadgets enable row level security;
grant select on gadgets to authenticated;
