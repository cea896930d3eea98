package ai.flashfusion.internal.session;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Lends connections of one identity, or of the caller's, and leads to no others. Thread-safe. */
final class ScopedDataSource implements DataSource {

  private final Supplier<ScopedConnection> lending;
  private final Supplier<String> name;

  ScopedDataSource(Supplier<ScopedConnection> lending, Supplier<String> name) {
    this.lending = lending;
    this.name = name;
  }

  @Override
  public Connection getConnection() {
    return lending.get();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "connections of another login are refused: these belong to " + name.get());
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter writer) throws SQLException {
    throw new SQLFeatureNotSupportedException("setLogWriter is refused: use SLF4J");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("setLoginTimeout is refused: set connectionTimeout");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("getParentLogger is refused: use SLF4J");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "unwrap is refused: it would lead to connections without an identity");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  @Override
  public String toString() {
    return "connections of " + name.get();
  }
}
