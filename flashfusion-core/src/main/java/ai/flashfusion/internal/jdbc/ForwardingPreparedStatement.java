package ai.flashfusion.internal.jdbc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.internal.error.UnstorableTextException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.Charset;
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
import java.sql.Types;
import java.util.Calendar;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Forwards binds, shifted past those of the frame, and the contents of streams. It is as long as
 * {@link PreparedStatement} for the reason that {@link ForwardingResultSet} gives.
 */
@SuppressWarnings("deprecation") // the interface's own deprecated methods
public abstract class ForwardingPreparedStatement extends ForwardingStatement
    implements PreparedStatement {

  private PreparedStatement delegate;
  private final int shift;
  private final int own;
  private final @Nullable Bind[] binds;
  private boolean untyped;

  /**
   * Wraps a prepared statement.
   *
   * @param shift the number of binds that the frame has before the statement's own
   * @param own the number of binds that the statement has
   */
  protected ForwardingPreparedStatement(
      PreparedStatement delegate, RefusingConnection owner, int shift, int own) {
    super(delegate, owner);
    this.delegate = delegate;
    this.shift = shift;
    this.own = own;
    this.binds = new Bind[own];
  }

  /** Returns the driver's index of one of the statement's own binds, never of the frame's. */
  protected int at(int index) throws SQLException {
    live();
    if (index < 1 || index > own) {
      throw new SQLException(
          "there is no bind " + index + ": the statement has " + own + ", counted from 1", "22023");
    }
    return index + shift;
  }

  /** Binds a value, and keeps it to be bound again. */
  protected final void bind(int index, Bind bind) throws SQLException {
    bind.to(delegate, at(index));
    binds[index - 1] = bind;
  }

  /** Goes on with another statement of the driver, which gets the binds of this one. */
  protected final void replaceBy(PreparedStatement another, Settings settings) throws SQLException {
    super.replaceBy(another, settings);
    delegate = another;
    for (int i = 0; i < own; i++) {
      Bind bind = binds[i];
      if (bind != null) {
        bind.to(another, i + 1 + shift);
      }
    }
  }

  /**
   * Binds the values of this statement to one that contains its text.
   *
   * @param before the number of binds before its own
   */
  protected final void bindTo(PreparedStatement other, int before) throws SQLException {
    for (int i = 0; i < own; i++) {
      Bind bind = binds[i];
      if (bind != null) {
        bind.to(other, before + i + 1);
      }
    }
  }

  /** Returns the values of this statement, to be bound to another one. */
  protected final BatchedBinds batched() throws SQLException {
    requireBinds();
    @Nullable Bind[] values = binds.clone();
    return statement -> {
      for (int i = 0; i < values.length; i++) {
        Objects.requireNonNull(values[i]).to(statement, i + 1);
      }
    };
  }

  /** The values of one execution of a batch. */
  @FunctionalInterface
  protected interface BatchedBinds {
    void to(PreparedStatement statement) throws SQLException;
  }

  /** Fails if a value was not set. */
  protected final void requireBinds() throws SQLException {
    for (int i = 0; i < own; i++) {
      if (binds[i] == null) {
        throw new SQLException("bind " + (i + 1) + " of " + own + " has no value", "22023");
      }
    }
  }

  /** Returns the number of the statement's own binds. */
  protected final int own() {
    return own;
  }

  /**
   * Returns whether a bind leaves its type to the server. pgjdbc asks for it, in a text of several
   * statements at a round trip for each, unless the text is not prepared on the server.
   */
  protected final boolean isUntyped() {
    return untyped;
  }

  /** Records a bind that leaves its type to the server. */
  protected final void untyped() {
    untyped = true;
  }

  /** Returns the value as it is to be kept, if its user could change it before it is sent. */
  protected @Nullable Object kept(@Nullable Object value) throws SQLException {
    return value;
  }

  /** Returns the driver's statement. */
  protected final PreparedStatement prepared() {
    return delegate;
  }

  /** A value that can be bound to several statements. */
  @FunctionalInterface
  protected interface Bind {
    void to(PreparedStatement statement, int at) throws SQLException;
  }

  /** Returns the column that a bind is for, or null if it is not known. */
  protected @Nullable String column(int index) {
    return null;
  }

  /** Returns whether the text casts the bind to an array of a type whose name begins like this. */
  protected boolean isArray(int index, String type) {
    return false;
  }

  private BoundValues.Place place(int index) {
    return (text, at, part) -> {
      String column = column(index);
      String what = column == null ? "bind " + index : "the value of " + column;
      return part.isEmpty() && isArray(index, "")
          ? BoundValues.inLiteral(text, at, what, column)
          : UnstorableTextException.of(text.charAt(at), at, part + what, column);
    };
  }

  private @Nullable Object value(int index, @Nullable Object value) throws SQLException {
    if (value instanceof String text) {
      return text(index, text);
    }
    Object known = kept(BoundValues.of(value, place(index)));
    untyped |= known == null || known instanceof java.util.Date;
    return known;
  }

  private @Nullable String text(int index, @Nullable String value) throws SQLException {
    String text = BoundValues.of(value, place(index));
    kept(text);
    // jOOQ binds arrays as their literals.
    return text != null && text.startsWith("{") && isArray(index, "time")
        ? BoundValues.micros(text)
        : text;
  }

  private void setBytes(int index, InputStream value, long length) throws SQLException {
    at(index);
    try {
      byte[] bytes = value == null ? null : Streams.bytes(value, length);
      bind(index, (to, at) -> to.setBytes(at, bytes));
    } catch (IOException e) {
      throw new SQLException("the stream of bind " + index + " cannot be read", e);
    }
  }

  private void setText(int index, @Nullable Reader value, long length) throws SQLException {
    at(index);
    try {
      String text = value == null ? null : text(index, Streams.text(value, length));
      bind(index, (to, at) -> to.setString(at, text));
    } catch (IOException e) {
      throw new SQLException("the reader of bind " + index + " cannot be read", e);
    }
  }

  private void setText(int index, InputStream value, Charset charset, long length)
      throws SQLException {
    // A decoder of its own, as the default one replaces what it cannot read.
    setText(
        index, value == null ? null : new InputStreamReader(value, charset.newDecoder()), length);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    bind(index, (to, at) -> to.setBoolean(at, value));
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    bind(index, (to, at) -> to.setByte(at, value));
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    bind(index, (to, at) -> to.setShort(at, value));
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    bind(index, (to, at) -> to.setInt(at, value));
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    bind(index, (to, at) -> to.setLong(at, value));
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    bind(index, (to, at) -> to.setFloat(at, value));
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    bind(index, (to, at) -> to.setDouble(at, value));
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    bind(index, (to, at) -> to.setBigDecimal(at, value));
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    at(index);
    String text = text(index, value);
    bind(index, (to, at) -> to.setString(at, text));
  }

  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    byte[] known = (byte[]) kept(value);
    bind(index, (to, at) -> to.setBytes(at, known));
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    Date known = (Date) kept(value);
    untyped();
    bind(index, (to, at) -> to.setDate(at, known));
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    Time known = (Time) kept(value);
    untyped();
    bind(index, (to, at) -> to.setTime(at, known));
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    Timestamp known = (Timestamp) kept(BoundValues.micros(value));
    untyped();
    bind(index, (to, at) -> to.setTimestamp(at, known));
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int extra) throws SQLException {
    setText(index, value, US_ASCII, extra);
  }

  @Override
  public void setUnicodeStream(int index, InputStream value, int extra) throws SQLException {
    setText(index, value, UTF_8, extra);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int extra) throws SQLException {
    setBytes(index, value, extra);
  }

  @Override
  public void setObject(int index, Object value, int extra) throws SQLException {
    at(index);
    Object known = value(index, value);
    bind(index, (to, at) -> to.setObject(at, known, extra));
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    at(index);
    Object known = value(index, value);
    bind(index, (to, at) -> to.setObject(at, known));
  }

  @Override
  public void setCharacterStream(int index, Reader value, int extra) throws SQLException {
    setText(index, value, extra);
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    bind(index, (to, at) -> to.setRef(at, value));
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
    at(index);
    Array known = (Array) value(index, value);
    bind(index, (to, at) -> to.setArray(at, known));
  }

  @Override
  public void setDate(int index, Date value, Calendar extra) throws SQLException {
    Date known = (Date) kept(value);
    untyped();
    Calendar zone = (Calendar) kept(extra);
    bind(index, (to, at) -> to.setDate(at, known, zone));
  }

  @Override
  public void setTime(int index, Time value, Calendar extra) throws SQLException {
    Time known = (Time) kept(value);
    untyped();
    Calendar zone = (Calendar) kept(extra);
    bind(index, (to, at) -> to.setTime(at, known, zone));
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar extra) throws SQLException {
    Timestamp known = (Timestamp) kept(BoundValues.micros(value));
    untyped();
    Calendar zone = (Calendar) kept(extra);
    bind(index, (to, at) -> to.setTimestamp(at, known, zone));
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    at(index);
    value(index, value);
    bind(index, (to, at) -> to.setURL(at, value));
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    bind(index, (to, at) -> to.setRowId(at, value));
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    at(index);
    String text = text(index, value);
    bind(index, (to, at) -> to.setNString(at, text));
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long extra) throws SQLException {
    setText(index, value, extra);
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
    at(index);
    String text = text(index, value == null ? null : value.getString());
    bind(index, (to, at) -> to.setObject(at, text, Types.SQLXML));
  }

  @Override
  public void setObject(int index, Object value, int extra, int more) throws SQLException {
    at(index);
    Object known = value(index, value);
    bind(index, (to, at) -> to.setObject(at, known, extra, more));
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long extra) throws SQLException {
    setText(index, value, US_ASCII, extra);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long extra) throws SQLException {
    setBytes(index, value, extra);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long extra) throws SQLException {
    setText(index, value, extra);
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    setText(index, value, US_ASCII, Streams.ALL);
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    setBytes(index, value, Streams.ALL);
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    setText(index, value, Streams.ALL);
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    setText(index, value, Streams.ALL);
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
    at(index);
    Object known = value(index, value);
    bind(index, (to, at) -> to.setObject(at, known, extra, more));
  }

  @Override
  public void setObject(int index, Object value, SQLType extra) throws SQLException {
    at(index);
    Object known = value(index, value);
    bind(index, (to, at) -> to.setObject(at, known, extra));
  }
}
