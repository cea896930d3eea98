package ai.flashfusion.internal.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/**
 * Forwards what reads and refuses what writes. It is as long as {@link ResultSet} because a wrapper
 * that hands out its delegate, as those of libraries do, would hand out the bare connection behind
 * it.
 */
@SuppressWarnings("deprecation") // the interface's own deprecated methods
public abstract class ForwardingResultSet implements ResultSet {

  private final ResultSet delegate;
  private final RefusingConnection owner;

  protected ForwardingResultSet(ResultSet delegate, RefusingConnection owner) {
    this.delegate = delegate;
    this.owner = owner;
  }

  /** Returns the rows, or fails if the result set is over. */
  protected final ResultSet live() throws SQLException {
    owner.usable();
    return delegate;
  }

  /**
   * Returns the refusal of large objects, which are read through the connection, whoever has it.
   */
  protected static SQLException largeObject() {
    return new SQLFeatureNotSupportedException(
        "large objects are refused: store bytes in a bytea or text column");
  }

  /** Returns the refusal of the driver's object for XML, which holds its connection. */
  protected static SQLException xml() {
    return new SQLFeatureNotSupportedException("SQLXML is refused: read and bind xml as text");
  }

  private static SQLException readOnly() {
    return new SQLFeatureNotSupportedException(
        "this result set is read-only: write with a statement");
  }

  @Override
  public boolean wasNull() throws SQLException {
    return live().wasNull();
  }

  @Override
  public String getString(int index) throws SQLException {
    return live().getString(index);
  }

  @Override
  public boolean getBoolean(int index) throws SQLException {
    return live().getBoolean(index);
  }

  @Override
  public byte getByte(int index) throws SQLException {
    return live().getByte(index);
  }

  @Override
  public short getShort(int index) throws SQLException {
    return live().getShort(index);
  }

  @Override
  public int getInt(int index) throws SQLException {
    return live().getInt(index);
  }

  @Override
  public long getLong(int index) throws SQLException {
    return live().getLong(index);
  }

  @Override
  public float getFloat(int index) throws SQLException {
    return live().getFloat(index);
  }

  @Override
  public double getDouble(int index) throws SQLException {
    return live().getDouble(index);
  }

  @Deprecated
  @Override
  public BigDecimal getBigDecimal(int index, int value) throws SQLException {
    return live().getBigDecimal(index, value);
  }

  @Override
  public byte[] getBytes(int index) throws SQLException {
    return live().getBytes(index);
  }

  @Override
  public Date getDate(int index) throws SQLException {
    return live().getDate(index);
  }

  @Override
  public Time getTime(int index) throws SQLException {
    return live().getTime(index);
  }

  @Override
  public Timestamp getTimestamp(int index) throws SQLException {
    return live().getTimestamp(index);
  }

  @Override
  public InputStream getAsciiStream(int index) throws SQLException {
    return live().getAsciiStream(index);
  }

  @Deprecated
  @Override
  public InputStream getUnicodeStream(int index) throws SQLException {
    return live().getUnicodeStream(index);
  }

  @Override
  public InputStream getBinaryStream(int index) throws SQLException {
    return live().getBinaryStream(index);
  }

  @Override
  public String getString(String index) throws SQLException {
    return live().getString(index);
  }

  @Override
  public boolean getBoolean(String index) throws SQLException {
    return live().getBoolean(index);
  }

  @Override
  public byte getByte(String index) throws SQLException {
    return live().getByte(index);
  }

  @Override
  public short getShort(String index) throws SQLException {
    return live().getShort(index);
  }

  @Override
  public int getInt(String index) throws SQLException {
    return live().getInt(index);
  }

  @Override
  public long getLong(String index) throws SQLException {
    return live().getLong(index);
  }

  @Override
  public float getFloat(String index) throws SQLException {
    return live().getFloat(index);
  }

  @Override
  public double getDouble(String index) throws SQLException {
    return live().getDouble(index);
  }

  @Deprecated
  @Override
  public BigDecimal getBigDecimal(String index, int value) throws SQLException {
    return live().getBigDecimal(index, value);
  }

  @Override
  public byte[] getBytes(String index) throws SQLException {
    return live().getBytes(index);
  }

  @Override
  public Date getDate(String index) throws SQLException {
    return live().getDate(index);
  }

  @Override
  public Time getTime(String index) throws SQLException {
    return live().getTime(index);
  }

  @Override
  public Timestamp getTimestamp(String index) throws SQLException {
    return live().getTimestamp(index);
  }

  @Override
  public InputStream getAsciiStream(String index) throws SQLException {
    return live().getAsciiStream(index);
  }

  @Deprecated
  @Override
  public InputStream getUnicodeStream(String index) throws SQLException {
    return live().getUnicodeStream(index);
  }

  @Override
  public InputStream getBinaryStream(String index) throws SQLException {
    return live().getBinaryStream(index);
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return live().getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    live().clearWarnings();
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return new ScopedMetaData(live().getMetaData(), owner);
  }

  @Override
  public int findColumn(String index) throws SQLException {
    return live().findColumn(index);
  }

  @Override
  public Reader getCharacterStream(int index) throws SQLException {
    return live().getCharacterStream(index);
  }

  @Override
  public Reader getCharacterStream(String index) throws SQLException {
    return live().getCharacterStream(index);
  }

  @Override
  public BigDecimal getBigDecimal(int index) throws SQLException {
    return live().getBigDecimal(index);
  }

  @Override
  public BigDecimal getBigDecimal(String index) throws SQLException {
    return live().getBigDecimal(index);
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    return live().isBeforeFirst();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    return live().isAfterLast();
  }

  @Override
  public boolean isFirst() throws SQLException {
    return live().isFirst();
  }

  @Override
  public boolean isLast() throws SQLException {
    return live().isLast();
  }

  @Override
  public void beforeFirst() throws SQLException {
    live().beforeFirst();
  }

  @Override
  public void afterLast() throws SQLException {
    live().afterLast();
  }

  @Override
  public boolean first() throws SQLException {
    return live().first();
  }

  @Override
  public boolean last() throws SQLException {
    return live().last();
  }

  @Override
  public int getRow() throws SQLException {
    return live().getRow();
  }

  @Override
  public boolean absolute(int index) throws SQLException {
    return live().absolute(index);
  }

  @Override
  public boolean relative(int index) throws SQLException {
    return live().relative(index);
  }

  @Override
  public boolean previous() throws SQLException {
    return live().previous();
  }

  @Override
  public void setFetchDirection(int index) throws SQLException {
    live().setFetchDirection(index);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return live().getFetchDirection();
  }

  @Override
  public void setFetchSize(int index) throws SQLException {
    live().setFetchSize(index);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return live().getFetchSize();
  }

  @Override
  public int getType() throws SQLException {
    return live().getType();
  }

  @Override
  public int getConcurrency() throws SQLException {
    return live().getConcurrency();
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return live().rowUpdated();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return live().rowInserted();
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return live().rowDeleted();
  }

  @Override
  public void updateNull(int value) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBoolean(int value, boolean extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateByte(int value, byte extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateShort(int value, short extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateInt(int value, int extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateLong(int value, long extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateFloat(int value, float extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateDouble(int value, double extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBigDecimal(int value, BigDecimal extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateString(int value, String extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBytes(int value, byte[] extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateDate(int value, Date extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateTime(int value, Time extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateTimestamp(int value, Timestamp extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(int value, InputStream extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(int value, InputStream extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(int value, Reader extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(int value, Object extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(int value, Object extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNull(String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBoolean(String value, boolean extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateByte(String value, byte extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateShort(String value, short extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateInt(String value, int extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateLong(String value, long extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateFloat(String value, float extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateDouble(String value, double extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBigDecimal(String value, BigDecimal extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateString(String value, String extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBytes(String value, byte[] extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateDate(String value, Date extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateTime(String value, Time extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateTimestamp(String value, Timestamp extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(String value, InputStream extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(String value, InputStream extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(String value, Reader extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(String value, Object extra, int more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(String value, Object extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void insertRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public void deleteRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public void refreshRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    throw readOnly();
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public Blob getBlob(int index) throws SQLException {
    throw largeObject();
  }

  @Override
  public Clob getClob(int index) throws SQLException {
    throw largeObject();
  }

  @Override
  public Blob getBlob(String index) throws SQLException {
    throw largeObject();
  }

  @Override
  public Clob getClob(String index) throws SQLException {
    throw largeObject();
  }

  @Override
  public Date getDate(int index, Calendar value) throws SQLException {
    return live().getDate(index, value);
  }

  @Override
  public Date getDate(String index, Calendar value) throws SQLException {
    return live().getDate(index, value);
  }

  @Override
  public Time getTime(int index, Calendar value) throws SQLException {
    return live().getTime(index, value);
  }

  @Override
  public Time getTime(String index, Calendar value) throws SQLException {
    return live().getTime(index, value);
  }

  @Override
  public Timestamp getTimestamp(int index, Calendar value) throws SQLException {
    return live().getTimestamp(index, value);
  }

  @Override
  public Timestamp getTimestamp(String index, Calendar value) throws SQLException {
    return live().getTimestamp(index, value);
  }

  @Override
  public URL getURL(int index) throws SQLException {
    return live().getURL(index);
  }

  @Override
  public URL getURL(String index) throws SQLException {
    return live().getURL(index);
  }

  @Override
  public void updateRef(int value, Ref extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateRef(String value, Ref extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(int value, Blob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(String value, Blob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(int value, Clob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(String value, Clob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateArray(int value, Array extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateArray(String value, Array extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public RowId getRowId(int index) throws SQLException {
    return live().getRowId(index);
  }

  @Override
  public RowId getRowId(String index) throws SQLException {
    return live().getRowId(index);
  }

  @Override
  public void updateRowId(int value, RowId extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateRowId(String value, RowId extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public int getHoldability() throws SQLException {
    return live().getHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public void updateNString(int value, String extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNString(String value, String extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(int value, NClob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(String value, NClob extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public NClob getNClob(int index) throws SQLException {
    throw largeObject();
  }

  @Override
  public NClob getNClob(String index) throws SQLException {
    throw largeObject();
  }

  @Override
  public SQLXML getSQLXML(int index) throws SQLException {
    throw xml();
  }

  @Override
  public SQLXML getSQLXML(String index) throws SQLException {
    throw xml();
  }

  @Override
  public void updateSQLXML(int value, SQLXML extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateSQLXML(String value, SQLXML extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public String getNString(int index) throws SQLException {
    return live().getNString(index);
  }

  @Override
  public String getNString(String index) throws SQLException {
    return live().getNString(index);
  }

  @Override
  public Reader getNCharacterStream(int index) throws SQLException {
    return live().getNCharacterStream(index);
  }

  @Override
  public Reader getNCharacterStream(String index) throws SQLException {
    return live().getNCharacterStream(index);
  }

  @Override
  public void updateNCharacterStream(int value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNCharacterStream(String value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(int value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(int value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(int value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(String value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(String value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(String value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(int value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(String value, InputStream extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(int value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(String value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(int value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(String value, Reader extra, long more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNCharacterStream(int value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNCharacterStream(String value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(int value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(int value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(int value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateAsciiStream(String value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBinaryStream(String value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateCharacterStream(String value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(int value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateBlob(String value, InputStream extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(int value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateClob(String value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(int value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateNClob(String value, Reader extra) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(int value, Object extra, SQLType more, int last) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(String value, Object extra, SQLType more, int last) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(int value, Object extra, SQLType more) throws SQLException {
    throw readOnly();
  }

  @Override
  public void updateObject(String value, Object extra, SQLType more) throws SQLException {
    throw readOnly();
  }
}
