-- The view flashfusion_audit_private.beginnings.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create view flashfusion_audit_private.beginnings as
  select table_name, row_id, id from flashfusion_audit.entries where operation <> 'update';

grant select on flashfusion_audit_private.beginnings to authenticated;
