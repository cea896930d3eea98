-- The schemas beside public.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create schema flashfusion;
grant usage on schema flashfusion to anon, authenticated, service_role;

create schema flashfusion_audit;
grant usage on schema flashfusion_audit to authenticated, service_role;

create schema flashfusion_audit_private;

create schema flashfusion_idempotency;
grant usage on schema flashfusion_idempotency to authenticated, service_role;

create schema flashfusion_rollup;
grant usage on schema flashfusion_rollup to service_role;

create schema flashfusion_seal;
