commit;

-- Status check: the sixteen tables, whether row level security is on, and how many policies, indexes and rows each has.

select status."table", c.relrowsecurity as rls,
  (select count(*) from pg_catalog.pg_policy p where p.polrelid = c.oid) as policies,
  (select count(*) from pg_catalog.pg_index i where i.indrelid = c.oid) as indexes,
  status.rows
from (values
${TABLES}
) as status ("position", "table", rows)
join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass('public.' || status."table")
order by status."position";
