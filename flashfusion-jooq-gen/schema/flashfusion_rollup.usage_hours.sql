-- The table flashfusion_rollup.usage_hours, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table flashfusion_rollup.usage_hours (
  hour              timestamptz not null,
  provider          text not null,
  model             text not null,
  requests          bigint not null,
  prompt_tokens     bigint not null,
  completion_tokens bigint not null,
  total_tokens      bigint not null,
  cost_usd          numeric not null,
  errors            bigint not null,
  constraint usage_hours_pkey primary key (hour, provider, model)
);

alter table flashfusion_rollup.usage_hours enable row level security;
grant select on flashfusion_rollup.usage_hours to service_role;

create policy usage_hours_select on flashfusion_rollup.usage_hours for select to service_role
  using (true);
comment on policy usage_hours_select on flashfusion_rollup.usage_hours is
  'the service alone reads everybody''s usage';
