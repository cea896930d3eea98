package ai.flashfusion.internal.session;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;

/** The elements of an array, without the result sets that would lead to the connection. */
final class ScopedArray implements Array {

  private final Array array;

  ScopedArray(Array array) {
    this.array = array;
  }

  private static SQLException refused() {
    return new SQLFeatureNotSupportedException("an array's result set is refused: use getArray");
  }

  @Override
  public String getBaseTypeName() throws SQLException {
    return array.getBaseTypeName();
  }

  @Override
  public int getBaseType() throws SQLException {
    return array.getBaseType();
  }

  @Override
  public Object getArray() throws SQLException {
    return array.getArray();
  }

  @Override
  public Object getArray(Map<String, Class<?>> map) throws SQLException {
    return array.getArray(map);
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    return array.getArray(index, count);
  }

  @Override
  public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
    return array.getArray(index, count, map);
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    throw refused();
  }

  @Override
  public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
    throw refused();
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    throw refused();
  }

  @Override
  public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map)
      throws SQLException {
    throw refused();
  }

  @Override
  public void free() throws SQLException {
    array.free();
  }

  @Override
  public String toString() {
    return array.toString();
  }
}
