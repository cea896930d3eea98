package ai.flashfusion.schema.generator;

import static ai.flashfusion.schema.generator.SchemaGenerator.PACKAGE;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.meta.jaxb.ForcedType;

/**
 * The facts about types in the migrated schema that the columns' own types do not express.
 *
 * @param ids the id type of each column, such as {@code projects.user_id}, that is a primary key or
 *     refers to one
 * @param enums the literals of each column with a {@code check (column in (…))}
 * @param jsonb the columns of type {@code jsonb}
 */
record ColumnTypes(Map<String, Id> ids, Map<String, List<String>> enums, List<String> jsonb) {

  /** An id type, and the table whose rows it identifies. */
  record Id(String type, String table) {}

  private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'::");

  static ColumnTypes read(Connection connection) throws SQLException {
    Map<String, Id> ids = new TreeMap<>();
    each(
        connection,
        """
        select c.conrelid::regclass::text, a.attname,
               (case when c.contype = 'p' then c.conrelid else c.confrelid end)::regclass::text
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.connamespace = 'public'::regnamespace and c.contype in ('p', 'f')
          and cardinality(c.conkey) = 1 and a.atttypid = 'uuid'::regtype
        order by 1, 2, c.contype
        """,
        row -> {
          String target = row.getString(3);
          String type =
              target.equals("auth.users") ? "AuthUserId" : Names.singularClass(target) + "Id";
          ids.put(row.getString(1) + "." + row.getString(2), new Id(type, target));
        });
    Map<String, List<String>> enums = new TreeMap<>();
    each(
        connection,
        """
        select c.conrelid::regclass::text, a.attname, pg_get_constraintdef(c.oid)
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.connamespace = 'public'::regnamespace and c.contype = 'c'
          and cardinality(c.conkey) = 1 and a.atttypid = 'text'::regtype
          and pg_get_constraintdef(c.oid) like 'CHECK ((% = ANY (ARRAY[%])))'
        order by 1, 2
        """,
        row -> {
          List<String> literals = new ArrayList<>();
          Matcher matcher = LITERAL.matcher(row.getString(3));
          while (matcher.find()) {
            literals.add(matcher.group(1).replace("''", "'"));
          }
          enums.put(row.getString(1) + "." + row.getString(2), literals);
        });
    List<String> jsonb = new ArrayList<>();
    each(
        connection,
        """
        select c.table_name, c.column_name
        from information_schema.columns c
        where c.table_schema = 'public' and c.data_type = 'jsonb'
        order by 1, 2
        """,
        row -> jsonb.add(row.getString(1) + "." + row.getString(2)));
    return new ColumnTypes(ids, enums, jsonb);
  }

  /** Returns the Java type of each column that has a type of ours. */
  List<ForcedType> forcedTypes() {
    Map<String, ForcedType> types = new LinkedHashMap<>();
    ids.forEach((column, id) -> types.put(column, valueType("ids." + id.type())));
    enums.forEach((column, literals) -> types.put(column, valueType("enums." + enumName(column))));
    jsonb.forEach(column -> types.put(column, jsonType(column)));
    List<ForcedType> forced = new ArrayList<>();
    types.forEach(
        (column, type) ->
            forced.add(type.withIncludeExpression(Pattern.quote("public." + column))));
    forced.add(
        new ForcedType()
            .withUserType("java.lang.String[]")
            // An array of arrays fails here, where the row is known, instead of in the caller's
            // code.
            .withConverter(
                "org.jooq.Converter.ofNullable(String[].class, String[].class, array -> array, array -> array)")
            .withIncludeTypes("(?i:text\\[\\]|_text)"));
    forced.add(
        new ForcedType()
            .withName("INSTANT")
            .withIncludeTypes("(?i:timestamptz|timestamp.*with time zone)"));
    return forced;
  }

  /** Returns the name of an enum: {@code projects.visibility} becomes {@code ProjectVisibility}. */
  static String enumName(String column) {
    int dot = column.indexOf('.');
    return Names.singularClass(column.substring(0, dot)) + Names.camel(column.substring(dot + 1));
  }

  private static ForcedType valueType(String name) {
    String type = PACKAGE + "." + name;
    return new ForcedType().withUserType(type).withConverter(type + ".converter()");
  }

  private static ForcedType jsonType(String column) {
    String json = PACKAGE + ".json.";
    String name = column.substring(column.indexOf('.') + 1);
    return switch (name) {
      case "permissions" ->
          new ForcedType()
              .withUserType(json + "Permissions")
              .withConverter(json + "JsonColumns.permissions()");
      case "messages" ->
          new ForcedType()
              .withUserType("java.util.List<" + json + "ChatMessage>")
              .withConverter(json + "JsonColumns.messages()");
      default ->
          new ForcedType()
              .withUserType("tools.jackson.databind.JsonNode")
              .withConverter(json + "JsonColumns.node()");
    };
  }

  static void each(Connection connection, String sql, RowReader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  /** Reads one row. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
