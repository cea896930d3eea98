package ai.flashfusion.internal.session;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the database for callers of JDBC. pgjdbc knows some without asking; the columns of a
 * table are what its caller may read of it. All other questions are refused, as pgjdbc would ask
 * them outside of the frame, and the answers would show what the caller may not see.
 *
 * <p>A proxy, as the interface has about 180 methods.
 */
final class DatabaseFacts implements InvocationHandler {

  /** Beginnings of the names of methods that pgjdbc answers without a round trip. */
  private static final List<String> CONSTANT = List.of("supports", "nulls", "stores");

  /** Further such methods. */
  private static final Set<String> KNOWN =
      Set.of(
          "getDatabaseProductName",
          "getDatabaseProductVersion",
          "getDatabaseMajorVersion",
          "getDatabaseMinorVersion",
          "getDriverName",
          "getDriverVersion",
          "getDriverMajorVersion",
          "getDriverMinorVersion",
          "getJDBCMajorVersion",
          "getJDBCMinorVersion",
          "getIdentifierQuoteString",
          "getSearchStringEscape",
          "getExtraNameCharacters",
          "getSchemaTerm",
          "getCatalogTerm",
          "getCatalogSeparator",
          "isCatalogAtStart",
          "allTablesAreSelectable",
          "dataDefinitionCausesTransactionCommit",
          "dataDefinitionIgnoredInTransactions",
          "generatedKeyAlwaysReturned");

  private final ScopedConnection owner;
  private final DatabaseMetaData driver;

  private DatabaseFacts(ScopedConnection owner, DatabaseMetaData driver) {
    this.owner = owner;
    this.driver = driver;
  }

  static DatabaseMetaData of(ScopedConnection owner, DatabaseMetaData driver) {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            DatabaseFacts.class.getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            new DatabaseFacts(owner, driver));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    String name = method.getName();
    return switch (name) {
      case "equals" -> given != null && proxy == given[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "facts about the database";
      case "getConnection" -> owner;
      case "getURL" -> "jdbc:postgresql:"; // the rest may hold a password
      case "getUserName" -> owner.scope().identity().role();
      case "isReadOnly", "isWrapperFor" -> false;
      case "getTables" -> tables(text(given, 1), text(given, 2));
      case "getColumns" -> columns(text(given, 1), text(given, 2), text(given, 3));
      default -> constant(name, method, given);
    };
  }

  private @Nullable Object constant(String name, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    owner.usable();
    if (!KNOWN.contains(name) && CONSTANT.stream().noneMatch(name::startsWith)) {
      throw new SQLFeatureNotSupportedException(
          name + " is refused: it would be asked without an identity; ask as the service with SQL");
    }
    try {
      return method.invoke(driver, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static @Nullable String text(@Nullable Object @Nullable [] given, int index) {
    return given == null ? null : (String) given[index];
  }

  private Connection connection() throws SQLException {
    owner.usable();
    return owner;
  }

  /** Returns the table of that name, if the caller may read it. */
  private ResultSet tables(@Nullable String schema, @Nullable String table) throws SQLException {
    describe(schema, table);
    return rows(
        """
        select null::text as "TABLE_CAT", ?::text as "TABLE_SCHEM", ?::text as "TABLE_NAME",
          'TABLE' as "TABLE_TYPE", null::text as "REMARKS"
        """,
        schema == null ? "public" : plain(schema),
        plain(table));
  }

  /** Returns the table's columns, if the caller may read it. */
  private ResultSet columns(
      @Nullable String schema, @Nullable String table, @Nullable String column)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<String> typeNames = new ArrayList<>();
    for (Described each : describe(schema, table)) {
      if (column == null || column.equals("%") || plain(column).equals(each.name())) {
        names.add(each.name());
        types.add(String.valueOf(each.type()));
        typeNames.add(each.typeName());
      }
    }
    return rows(
        """
        select null::text as "TABLE_CAT", ?::text as "TABLE_SCHEM", ?::text as "TABLE_NAME",
          c.name as "COLUMN_NAME", c.type::int as "DATA_TYPE", c.type_name as "TYPE_NAME",
          2147483647 as "COLUMN_SIZE", 0 as "DECIMAL_DIGITS", 10 as "NUM_PREC_RADIX",
          2 as "NULLABLE", null::text as "REMARKS", null::text as "COLUMN_DEF",
          c.at::int as "ORDINAL_POSITION", '' as "IS_NULLABLE", '' as "IS_AUTOINCREMENT",
          '' as "IS_GENERATEDCOLUMN"
        from unnest(?::text[], ?::text[], ?::text[])
          with ordinality as c (name, type, type_name, at)
        """,
        schema == null ? "public" : plain(schema),
        plain(table),
        names.toArray(),
        types.toArray(),
        typeNames.toArray());
  }

  private record Described(String name, int type, String typeName) {}

  private List<Described> describe(@Nullable String schema, @Nullable String table)
      throws SQLException {
    String from = (schema == null ? "" : quoted(plain(schema)) + ".") + quoted(plain(table));
    try (PreparedStatement statement =
            connection().prepareStatement("select * from " + from + " limit 0");
        ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      List<Described> all = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        all.add(
            new Described(
                columns.getColumnName(i), columns.getColumnType(i), columns.getColumnTypeName(i)));
      }
      return all;
    }
  }

  private ResultSet rows(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection().prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Object[] texts) {
        statement.setArray(i + 1, owner.createArrayOf("text", texts));
      } else {
        statement.setString(i + 1, (String) values[i]);
      }
    }
    return statement.executeQuery();
  }

  /** Returns a pattern's only match; those with several are refused. */
  private static String plain(@Nullable String pattern) throws SQLException {
    if (pattern == null || pattern.contains("%")) {
      throw new SQLFeatureNotSupportedException(
          "metadata of several tables is refused: name one, as the caller may see it");
    }
    return pattern.replace("\\_", "_");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
