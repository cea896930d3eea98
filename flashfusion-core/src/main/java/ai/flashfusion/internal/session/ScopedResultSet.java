package ai.flashfusion.internal.session;

import ai.flashfusion.internal.jdbc.ForwardingResultSet;
import ai.flashfusion.internal.jdbc.ScopedArray;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** Rows that can be read, without a way back to the connection from which they came. */
final class ScopedResultSet extends ForwardingResultSet {

  private final ResultSet delegate;
  private final Statement statement;
  private final ScopedConnection owner;
  private final int fetch;
  private long read;
  private boolean checked;

  ScopedResultSet(ResultSet delegate, Statement statement, ScopedConnection owner)
      throws SQLException {
    super(delegate, owner);
    this.delegate = delegate;
    this.statement = statement;
    this.owner = owner;
    this.fetch = delegate.getFetchSize();
  }

  /** Moves to the next row; a cursor may ask the server for more rows here, which may fail. */
  @Override
  public boolean next() throws SQLException {
    ResultSet rows = live();
    try {
      return (fetch > 0 && read++ % fetch == 0) ? owner.ask(rows::next) : rows.next();
    } catch (RuntimeException e) {
      return owner.ask(
          () -> {
            throw e;
          });
    } catch (SQLException e) {
      owner.failed(e);
      throw e;
    }
  }

  @Override
  public Statement getStatement() {
    return statement;
  }

  @Override
  public @Nullable Object getObject(int index) throws SQLException {
    return guarded(readable().getObject(index));
  }

  @Override
  public @Nullable Object getObject(String label) throws SQLException {
    return guarded(readable().getObject(label));
  }

  @Override
  public @Nullable Object getObject(int index, Map<String, Class<?>> map) throws SQLException {
    return guarded(readable().getObject(index, map));
  }

  @Override
  public @Nullable Object getObject(String label, Map<String, Class<?>> map) throws SQLException {
    return guarded(readable().getObject(label, map));
  }

  @Override
  @SuppressWarnings("unchecked") // asked for by class, only an Array changes it
  public <T> @Nullable T getObject(int index, Class<T> type) throws SQLException {
    return (T) guarded(readable(type).getObject(index, type));
  }

  @Override
  @SuppressWarnings("unchecked") // asked for by class, only an Array changes it
  public <T> @Nullable T getObject(String label, Class<T> type) throws SQLException {
    return (T) guarded(readable(type).getObject(label, type));
  }

  @Override
  public @Nullable Array getArray(int index) throws SQLException {
    return (Array) guarded(live().getArray(index));
  }

  @Override
  public @Nullable Array getArray(String label) throws SQLException {
    return (Array) guarded(live().getArray(label));
  }

  @Override
  public Ref getRef(int index) throws SQLException {
    throw new SQLFeatureNotSupportedException("getRef is refused: Postgres has no such type");
  }

  @Override
  public Ref getRef(String label) throws SQLException {
    return getRef(0);
  }

  @Override
  public String getCursorName() throws SQLException {
    throw new SQLFeatureNotSupportedException("getCursorName is refused: read the rows here");
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException("unwrap is refused: it would lead to the connection");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /**
   * Returns the rows, or fails if a column is a cursor, as pgjdbc would fetch from it with a
   * statement of its own, outside of the frame.
   */
  private ResultSet readable() throws SQLException {
    live();
    if (!checked) {
      ResultSetMetaData columns = delegate.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        if (columns.getColumnType(i) == Types.REF_CURSOR) {
          throw new SQLFeatureNotSupportedException(
              "a column of type refcursor is refused: fetch from the cursor by its name");
        }
      }
      checked = true;
    }
    return delegate;
  }

  private ResultSet readable(Class<?> type) throws SQLException {
    if (Blob.class.isAssignableFrom(type) || Clob.class.isAssignableFrom(type)) {
      throw largeObject();
    }
    if (SQLXML.class.isAssignableFrom(type)) {
      throw xml();
    }
    return readable();
  }

  /**
   * Returns a value that does not lead to the connection; values of the driver's own types become
   * text.
   */
  private static @Nullable Object guarded(@Nullable Object value) throws SQLException {
    if (value == null || value.getClass().getClassLoader() == null) {
      return value; // a class of Java itself, as most are
    }
    if (value instanceof Array array) {
      return ScopedArray.of(array);
    }
    if (value instanceof SQLXML xml) {
      return xml.getString();
    }
    if (value.getClass().getName().startsWith("org.postgresql.")
        && !(value instanceof PGobject)) {
      throw new SQLFeatureNotSupportedException(
          value.getClass().getSimpleName() + " is refused: read the column as text");
    }
    return value;
  }
}
