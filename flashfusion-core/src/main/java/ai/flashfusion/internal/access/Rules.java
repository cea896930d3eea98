package ai.flashfusion.internal.access;

import ai.flashfusion.sharing.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The privileges that the database at hand gives a role on a table, and its policies for an
 * operation, read from its catalog, as the database may not be migrated.
 *
 * @param selectable whether the role has the privilege to select
 * @param deletable whether it has the privilege to delete
 * @param insertable the columns that it may name in an insert
 * @param updatable the columns that it may name in an update
 * @param words the policies for the operation
 */
record Rules(
    boolean selectable,
    boolean deletable,
    List<String> insertable,
    List<String> updatable,
    String words) {

  private static final String PRIVILEGES =
      """
      select pg_catalog.has_table_privilege(r.role, t.id, 'select') or pg_catalog.has_any_column_privilege(r.role, t.id, 'select'),
             pg_catalog.has_table_privilege(r.role, t.id, 'delete'),
             array(select a.attname::text from pg_catalog.pg_attribute a
                   where a.attrelid = t.id and a.attnum > 0 and not a.attisdropped
                     and pg_catalog.has_column_privilege(r.role, t.id, a.attnum, 'insert') order by a.attnum),
             array(select a.attname::text from pg_catalog.pg_attribute a
                   where a.attrelid = t.id and a.attnum > 0 and not a.attisdropped
                     and pg_catalog.has_column_privilege(r.role, t.id, a.attnum, 'update') order by a.attnum),
             (select c.relrowsecurity from pg_catalog.pg_class c where c.oid = t.id),
             array(select coalesce(pg_catalog.obj_description(p.oid, 'pg_policy'),
                                   'policy "' || p.polname || '": '
                                   || concat_ws(' with check ', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                                                pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)))
                   from pg_catalog.pg_policy p
                   where p.polrelid = t.id and p.polcmd in ('*', cast(? as "char"))
                     and (0 = any (p.polroles) or r.role::text in (
                       select pg_catalog.pg_get_userbyid(member)::text from unnest(p.polroles) as member))
                   order by p.polname)
      from (select cast(? as name) as role) r, (select cast(cast(? as text) as regclass) as id) t
      """;

  static Rules of(DSLContext service, Table<?> table, String role, Operation operation) {
    Record row =
        Objects.requireNonNull(
            service.fetchOne(PRIVILEGES, command(operation), role, table.toString()));
    List<String> policies = strings(row.get(5));
    String words =
        Boolean.FALSE.equals(row.get(4))
            ? "row level security is off for " + table.getName()
            : policies.isEmpty()
                ? "no policy lets role " + role + " " + operation + " rows of " + table.getName()
                : String.join("; or ", policies);
    return new Rules(
        Boolean.TRUE.equals(row.get(0)),
        Boolean.TRUE.equals(row.get(1)),
        strings(row.get(2)),
        strings(row.get(3)),
        words);
  }

  /** Returns whether the role has the privileges that the operation needs on any row. */
  boolean grants(Operation operation) {
    return switch (operation) {
      case SELECT -> selectable;
      case INSERT -> !insertable.isEmpty();
      case UPDATE -> selectable && !updatable.isEmpty();
      case DELETE -> selectable && deletable;
    };
  }

  private static String command(Operation operation) {
    return switch (operation) {
      case SELECT -> "r";
      case INSERT -> "a";
      case UPDATE -> "w";
      case DELETE -> "d";
    };
  }

  private static List<String> strings(Object array) {
    List<String> strings = new ArrayList<>();
    for (Object element : (Object[]) array) {
      strings.add(String.valueOf(element));
    }
    return strings;
  }
}
