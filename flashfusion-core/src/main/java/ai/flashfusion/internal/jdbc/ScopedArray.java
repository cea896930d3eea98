package ai.flashfusion.internal.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockResultSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgArray;

/**
 * The elements of an array, which were read when it arrived. The driver's own array asks the server
 * for types, and creates result sets that lead to the connection, whoever uses it by then.
 */
public final class ScopedArray implements Array {

  private static final DSLContext ROWS = DSL.using(SQLDialect.POSTGRES);
  private static final Field<Integer> INDEX = DSL.field("index", Integer.class);
  private static final Field<Object> VALUE = DSL.field("value", Object.class);

  private final String typeName;
  private final int type;
  private final @Nullable Object elements;
  private final @Nullable SQLException unreadable;
  private @Nullable String literal;

  private ScopedArray(Array array) throws SQLException {
    Object read = null;
    SQLException failure = null;
    try {
      read = array.getArray();
    } catch (SQLException e) {
      failure = e;
    }
    this.elements = read;
    this.unreadable = failure;
    this.typeName = array.getBaseTypeName();
    this.type = array.getBaseType();
    // For an array that came as text, this is that text.
    boolean binary = array instanceof PgArray driver && driver.isBinary();
    this.literal = binary && failure == null ? null : array.toString();
  }

  public static ScopedArray of(Array array) throws SQLException {
    return array instanceof ScopedArray scoped ? scoped : new ScopedArray(array);
  }

  private static SQLException refused() {
    return new SQLFeatureNotSupportedException("an array's result set is refused: use getArray");
  }

  @Override
  public String getBaseTypeName() {
    return typeName;
  }

  @Override
  public int getBaseType() {
    return type;
  }

  @Override
  public @Nullable Object getArray() throws SQLException {
    if (unreadable != null) {
      throw unreadable;
    }
    return elements;
  }

  @Override
  public @Nullable Object getArray(@Nullable Map<String, Class<?>> map) throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw new SQLFeatureNotSupportedException("a map of types is refused: use getArray()");
    }
    return getArray();
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    Object all = Objects.requireNonNull(getArray());
    int length = java.lang.reflect.Array.getLength(all);
    if (index < 1 || count < 0 || index - 1 > length - count) {
      throw new SQLException(
          count + " elements from " + index + " on are requested from an array that has " + length);
    }
    Object part = java.lang.reflect.Array.newInstance(all.getClass().getComponentType(), count);
    System.arraycopy(all, (int) (index - 1), part, 0, count);
    return part;
  }

  @Override
  public Object getArray(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    getArray(map);
    return getArray(index, count);
  }

  /**
   * Returns the elements as rows without a connection; jOOQ reads arrays of some types in this way.
   */
  @Override
  public ResultSet getResultSet() throws SQLException {
    Object all = Objects.requireNonNull(getArray());
    Result<Record2<Integer, Object>> rows = ROWS.newResult(INDEX, VALUE);
    for (int i = 0; i < java.lang.reflect.Array.getLength(all); i++) {
      rows.add(ROWS.newRecord(INDEX, VALUE).values(i + 1, java.lang.reflect.Array.get(all, i)));
    }
    return new MockResultSet(rows);
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
  public void free() {}

  /** Writes the text of the array now, which reads the elements. */
  void write() {
    literal = toString();
  }

  /** Returns Postgres's text of the array, by which pgjdbc binds arrays that are not its own. */
  @Override
  public String toString() {
    String text = literal;
    if (text == null) {
      StringBuilder written = new StringBuilder();
      write(elements, written);
      text = written.toString();
      literal = text;
    }
    return text;
  }

  private static void write(@Nullable Object value, StringBuilder text) {
    if (value == null) {
      text.append("NULL");
    } else if (value instanceof byte[] bytes) {
      PgArray.escapeArrayElement(text, "\\x" + HexFormat.of().formatHex(bytes));
    } else if (value.getClass().isArray()) {
      int length = java.lang.reflect.Array.getLength(value);
      text.append('{');
      for (int i = 0; i < length; i++) {
        if (i > 0) {
          text.append(',');
        }
        write(java.lang.reflect.Array.get(value, i), text);
      }
      text.append('}');
    } else {
      PgArray.escapeArrayElement(text, value.toString());
    }
  }
}
