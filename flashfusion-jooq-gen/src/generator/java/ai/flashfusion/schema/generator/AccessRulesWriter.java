package ai.flashfusion.schema.generator;

import static ai.flashfusion.schema.generator.SchemaGenerator.PACKAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Writes the policies, each with its rule in words, and the column privileges of the API roles. */
record AccessRulesWriter(Path folder) {

  void write(Connection connection) throws IOException, SQLException {
    StringBuilder policies = new StringBuilder();
    ColumnTypes.each(
        connection,
        """
        select c.relname, p.polname,
               case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                 when 'd' then 'delete' else 'all' end,
               (select string_agg(r.rolname, ' ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)),
               coalesce(obj_description(p.oid, 'pg_policy'), p.polname::text)
        from pg_policy p
        join pg_class c on c.oid = p.polrelid
        where c.relnamespace = 'public'::regnamespace
        order by 1, 3, 2
        """,
        row ->
            policies.append(
                "        new Policy(%s, %s, %s, %s, %s),\n"
                    .formatted(
                        quoted(row.getString(1)),
                        quoted(row.getString(2)),
                        quoted(row.getString(3)),
                        quoted(row.getString(4)),
                        quoted(row.getString(5)))));
    StringBuilder columns = new StringBuilder();
    ColumnTypes.each(
        connection,
        """
        select g.table_name, lower(g.privilege_type), g.grantee, string_agg(g.column_name, ' ' order by a.attnum)
        from information_schema.column_privileges g
        join pg_attribute a on a.attrelid = ('public.' || g.table_name)::regclass and a.attname = g.column_name
        where g.table_schema = 'public' and g.grantee in ('anon', 'authenticated')
          and g.privilege_type in ('INSERT', 'UPDATE')
        group by 1, 2, 3
        order by 1, 2, 3
        """,
        row ->
            columns.append(
                "        new Columns(%s, %s, %s, %s),\n"
                    .formatted(
                        quoted(row.getString(1)),
                        quoted(row.getString(2)),
                        quoted(row.getString(3)),
                        quoted(row.getString(4)))));
    String source =
        """
        package PACKAGE;

        import java.util.List;

        /** The access rules of the migrated database: its policies and column privileges. */
        public final class AccessRules {

          private static final List<Policy> POLICIES =
              List.of(
        POLICIES);

          private static final List<Columns> COLUMNS =
              List.of(
        COLUMNS);

          private AccessRules() {}

          /**
           * A policy of a table.
           *
           * @param command select, insert, update, delete or all
           * @param roles the database roles to which it applies, separated by blanks
           * @param rule the condition in words
           */
          public record Policy(String table, String name, String command, String roles, String rule) {}

          /**
           * The columns of a table that a role may write.
           *
           * @param command insert or update
           * @param columns their names, separated by blanks
           */
          public record Columns(String table, String command, String role, String columns) {}

          /** Returns all policies, by table and command. */
          public static List<Policy> policies() {
            return POLICIES;
          }

          /** Returns the columns that anon and authenticated may write; if a table, command and role is absent, there are none. */
          public static List<Columns> columns() {
            return COLUMNS;
          }
        }
        """
            .replace("PACKAGE", PACKAGE)
            .replace("POLICIES);", withoutLastComma(policies) + ");")
            .replace("COLUMNS);", withoutLastComma(columns) + ");");
    Path target = folder.resolve(PACKAGE.replace('.', '/'));
    Files.createDirectories(target);
    Files.writeString(target.resolve("AccessRules.java"), source);
  }

  private static String withoutLastComma(StringBuilder lines) {
    return lines.isEmpty() ? "" : lines.substring(0, lines.length() - 2);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
