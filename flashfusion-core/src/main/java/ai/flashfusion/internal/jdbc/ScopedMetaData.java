package ai.flashfusion.internal.jdbc;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.postgresql.jdbc.PgResultSetMetaData;

/**
 * Facts about columns that are known without asking the server. pgjdbc would look up their tables
 * with a statement of its own, which takes another round trip and is outside of the frame.
 */
public final class ScopedMetaData implements ResultSetMetaData {

  /**
   * The driver's method for the name of a column's type. The public method of this name first asks
   * the server whether the column is auto-incremented.
   */
  private static final MethodHandle TYPE_NAME = typeName();

  private final ResultSetMetaData columns;
  private final RefusingConnection owner;

  ScopedMetaData(ResultSetMetaData columns, RefusingConnection owner) {
    this.columns = columns;
    this.owner = owner;
  }

  /**
   * Returns the columns, or fails if they are over, as the driver may ask the server for a type.
   */
  private ResultSetMetaData live() throws SQLException {
    owner.usable();
    return columns;
  }

  private static MethodHandle typeName() {
    try {
      return MethodHandles.privateLookupIn(PgResultSetMetaData.class, MethodHandles.lookup())
          .findVirtual(PgResultSetMetaData.class, "getPGType", methodType(String.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this version of pgjdbc does not give the type of a column: " + e, e);
    }
  }

  @Override
  public int getColumnCount() throws SQLException {
    return live().getColumnCount();
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return live().getColumnLabel(column);
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    return live().getColumnName(column);
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return live().getColumnType(column);
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    try {
      return (String) TYPE_NAME.invokeExact(live().unwrap(PgResultSetMetaData.class), column);
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SQLException("the type of column " + column + " is not known", e);
    }
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return live().getColumnClassName(column);
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return live().getColumnDisplaySize(column);
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    return live().getPrecision(column);
  }

  @Override
  public int getScale(int column) throws SQLException {
    return live().getScale(column);
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return live().isSigned(column);
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return live().isCaseSensitive(column);
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    return live().isCurrency(column);
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    return live().isSearchable(column);
  }

  @Override
  public boolean isAutoIncrement(int column) {
    return false;
  }

  @Override
  public int isNullable(int column) {
    return columnNullableUnknown;
  }

  @Override
  public String getSchemaName(int column) {
    return "";
  }

  @Override
  public String getTableName(int column) {
    return "";
  }

  @Override
  public String getCatalogName(int column) {
    return "";
  }

  @Override
  public boolean isReadOnly(int column) {
    return true;
  }

  @Override
  public boolean isWritable(int column) {
    return false;
  }

  @Override
  public boolean isDefinitelyWritable(int column) {
    return false;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException("unwrap is refused: it would lead to the connection");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
