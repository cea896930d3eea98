package ai.flashfusion.internal.session;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/**
 * Passes on the binds, shifted past those of the frame. As long as {@link PreparedStatement} is,
 * for the reason that {@link ForwardingResultSet} gives.
 */
@SuppressWarnings("deprecation") // the interface's own deprecated methods
abstract class ForwardingPreparedStatement extends ForwardingStatement
    implements PreparedStatement {

  private final PreparedStatement delegate;
  private final int shift;

  /**
   * Over a prepared statement.
   *
   * @param shift how many binds the frame has before the statement's own
   */
  ForwardingPreparedStatement(PreparedStatement delegate, ScopedConnection owner, int shift) {
    super(delegate, owner);
    this.delegate = delegate;
    this.shift = shift;
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    delegate.setBoolean(index + shift, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    delegate.setByte(index + shift, value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    delegate.setShort(index + shift, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    delegate.setInt(index + shift, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    delegate.setLong(index + shift, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    delegate.setFloat(index + shift, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    delegate.setDouble(index + shift, value);
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    delegate.setBigDecimal(index + shift, value);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    delegate.setString(index + shift, value);
  }

  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    delegate.setBytes(index + shift, value);
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    delegate.setDate(index + shift, value);
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    delegate.setTime(index + shift, value);
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    delegate.setTimestamp(index + shift, value);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int extra) throws SQLException {
    delegate.setAsciiStream(index + shift, value, extra);
  }

  @Override
  public void setUnicodeStream(int index, InputStream value, int extra) throws SQLException {
    delegate.setUnicodeStream(index + shift, value, extra);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int extra) throws SQLException {
    delegate.setBinaryStream(index + shift, value, extra);
  }

  @Override
  public void setObject(int index, Object value, int extra) throws SQLException {
    delegate.setObject(index + shift, value, extra);
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    delegate.setObject(index + shift, value);
  }

  @Override
  public void setCharacterStream(int index, Reader value, int extra) throws SQLException {
    delegate.setCharacterStream(index + shift, value, extra);
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    delegate.setRef(index + shift, value);
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setArray(int index, Array value) throws SQLException {
    delegate.setArray(index + shift, value);
  }

  @Override
  public void setDate(int index, Date value, Calendar extra) throws SQLException {
    delegate.setDate(index + shift, value, extra);
  }

  @Override
  public void setTime(int index, Time value, Calendar extra) throws SQLException {
    delegate.setTime(index + shift, value, extra);
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar extra) throws SQLException {
    delegate.setTimestamp(index + shift, value, extra);
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    delegate.setURL(index + shift, value);
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    delegate.setRowId(index + shift, value);
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    delegate.setNString(index + shift, value);
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long extra) throws SQLException {
    delegate.setNCharacterStream(index + shift, value, extra);
  }

  @Override
  public void setNClob(int index, NClob value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setClob(int index, Reader value, long extra) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setBlob(int index, InputStream value, long extra) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setNClob(int index, Reader value, long extra) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setSQLXML(int index, SQLXML value) throws SQLException {
    delegate.setSQLXML(index + shift, value);
  }

  @Override
  public void setObject(int index, Object value, int extra, int more) throws SQLException {
    delegate.setObject(index + shift, value, extra, more);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long extra) throws SQLException {
    delegate.setAsciiStream(index + shift, value, extra);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long extra) throws SQLException {
    delegate.setBinaryStream(index + shift, value, extra);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long extra) throws SQLException {
    delegate.setCharacterStream(index + shift, value, extra);
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    delegate.setAsciiStream(index + shift, value);
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    delegate.setBinaryStream(index + shift, value);
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    delegate.setCharacterStream(index + shift, value);
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    delegate.setNCharacterStream(index + shift, value);
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setNClob(int index, Reader value) throws SQLException {
    throw ForwardingResultSet.largeObject();
  }

  @Override
  public void setObject(int index, Object value, SQLType extra, int more) throws SQLException {
    delegate.setObject(index + shift, value, extra, more);
  }

  @Override
  public void setObject(int index, Object value, SQLType extra) throws SQLException {
    delegate.setObject(index + shift, value, extra);
  }
}
