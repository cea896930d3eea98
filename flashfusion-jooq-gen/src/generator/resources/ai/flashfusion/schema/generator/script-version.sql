
-- Version ${VERSION}: ${DESCRIPTION}

do $flashfusion$
begin
  if exists (
    select from flashfusion.schema_history
    where success and string_to_array(version, '.')::bigint[] >= string_to_array('${VERSION}', '.')::bigint[])
  then
    return;
  end if;
  execute $version$
${TEXT}
  $version$;
  insert into flashfusion.schema_history
    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
  select max(installed_rank) + 1, '${VERSION}', '${DESCRIPTION}', 'SQL', '${SCRIPT}', ${CHECKSUM}, current_user, 0, true
  from (select installed_rank from flashfusion.schema_history union all select 0) rank;
end
$flashfusion$;
