-- The table flashfusion_rollup.usage_deltas, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table flashfusion_rollup.usage_deltas (
  hour              timestamptz not null,
  provider          text not null,
  model             text not null,
  requests          bigint not null,
  prompt_tokens     bigint not null,
  completion_tokens bigint not null,
  total_tokens      bigint not null,
  cost_usd          numeric not null,
  errors            bigint not null,
  id                bigint generated always as identity not null,
  constraint usage_deltas_pkey primary key (id)
);

alter table flashfusion_rollup.usage_deltas enable row level security;
grant select on flashfusion_rollup.usage_deltas to service_role;

create policy usage_deltas_select on flashfusion_rollup.usage_deltas for select to service_role
  using (true);
comment on policy usage_deltas_select on flashfusion_rollup.usage_deltas is
  'the service alone reads everybody''s usage';
