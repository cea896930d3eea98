package ai.flashfusion.internal.jdbc;

import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * Refuses all methods that a statement with its identity does not need, or that would undo the
 * identity.
 */
public abstract class RefusingConnection implements Connection {

  private static final String REASON =
      " is refused: this connection belongs to one identity; use Session.transaction for"
          + " transactions and DSLContext for statements";

  /** Returns the exception for a method that callers do not need. */
  protected static SQLException refused(String method) {
    return new SQLFeatureNotSupportedException(method + REASON);
  }

  /**
   * Fails if this connection is over, so that nothing made by it can reach a connection that
   * somebody else uses by now.
   */
  protected abstract void usable() throws SQLException;

  @Override
  public final CallableStatement prepareCall(String sql) throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public final String nativeSQL(String value) throws SQLException {
    throw refused("nativeSQL");
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    throw refused("setAutoCommit");
  }

  @Override
  public final void commit() throws SQLException {
    throw refused("commit");
  }

  @Override
  public final void rollback() throws SQLException {
    throw refused("rollback");
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    throw refused("getMetaData");
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    throw refused("setReadOnly");
  }

  @Override
  public final void setCatalog(String value) throws SQLException {
    throw refused("setCatalog");
  }

  @Override
  public final void setTransactionIsolation(int value) throws SQLException {
    throw refused("setTransactionIsolation");
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    throw refused("createStatement");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    throw refused("prepareStatement");
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency)
      throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public final void setTypeMap(Map<String, Class<?>> types) throws SQLException {
    throw refused("setTypeMap");
  }

  @Override
  public final void setHoldability(int value) throws SQLException {
    throw refused("setHoldability");
  }

  @Override
  public final Savepoint setSavepoint() throws SQLException {
    throw refused("setSavepoint");
  }

  @Override
  public final Savepoint setSavepoint(String value) throws SQLException {
    throw refused("setSavepoint");
  }

  @Override
  public final void rollback(Savepoint savepoint) throws SQLException {
    throw refused("rollback");
  }

  @Override
  public final void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw refused("releaseSavepoint");
  }

  @Override
  public final Statement createStatement(int type, int concurrency, int holdability)
      throws SQLException {
    throw refused("createStatement");
  }

  @Override
  public final PreparedStatement prepareStatement(
      String sql, int type, int concurrency, int holdability) throws SQLException {
    throw refused("prepareStatement");
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    throw refused("prepareStatement");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] keys) throws SQLException {
    throw refused("prepareStatement");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] keys) throws SQLException {
    throw refused("prepareStatement");
  }

  @Override
  public final Clob createClob() throws SQLException {
    throw refused("createClob");
  }

  @Override
  public final Blob createBlob() throws SQLException {
    throw refused("createBlob");
  }

  @Override
  public final NClob createNClob() throws SQLException {
    throw refused("createNClob");
  }

  @Override
  public final SQLXML createSQLXML() throws SQLException {
    throw refused("createSQLXML");
  }

  @Override
  public final void setClientInfo(String name, String value) throws SQLClientInfoException {
    throw new SQLClientInfoException(REASON, Map.of());
  }

  @Override
  public final void setClientInfo(Properties properties) throws SQLClientInfoException {
    throw new SQLClientInfoException(REASON, Map.of());
  }

  @Override
  public final String getClientInfo(String value) throws SQLException {
    throw refused("getClientInfo");
  }

  @Override
  public final Properties getClientInfo() throws SQLException {
    throw refused("getClientInfo");
  }

  @Override
  public final Struct createStruct(String type, Object[] attributes) throws SQLException {
    throw refused("createStruct");
  }

  @Override
  public final void setSchema(String value) throws SQLException {
    throw refused("setSchema");
  }

  @Override
  public final void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    throw refused("setNetworkTimeout");
  }

  @Override
  public final int getNetworkTimeout() throws SQLException {
    throw refused("getNetworkTimeout");
  }

  @Override
  public final Map<String, Class<?>> getTypeMap() throws SQLException {
    throw refused("getTypeMap");
  }
}
