package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends connections that have no transaction, no role and no claims, and takes them back only in
 * that state: one that cannot be brought there is thrown away. Thread-safe.
 */
public final class ConnectionSource implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionSource.class);

  private final DataSource dataSource;
  private final boolean owned;

  @SuppressWarnings("ThreadLocalUsage") // a transaction of one database is none of another
  private final ThreadLocal<@Nullable OpenTransaction> current = new ThreadLocal<>();

  /**
   * Over a pool.
   *
   * @param owned whether closing this closes the pool
   */
  public ConnectionSource(DataSource dataSource, boolean owned) {
    this.dataSource = dataSource;
    this.owned = owned;
  }

  /** The transaction that this thread is in, if any. */
  @Nullable OpenTransaction current() {
    return current.get();
  }

  void setCurrent(@Nullable OpenTransaction transaction) {
    if (transaction == null) {
      current.remove();
    } else {
      current.set(transaction);
    }
  }

  PooledConnection take() {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw new ConnectionException("no connection to the database: " + e.getMessage(), e);
    }
    try {
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true);
      }
      PooledConnection pooled = PooledConnection.of(connection);
      if (!pooled.idle()) {
        throw new SQLException("the pool handed out a connection with an open transaction");
      }
      return pooled;
    } catch (SQLException e) {
      discard(connection);
      throw new ConnectionException(
          "the pool's connection cannot carry an identity: " + e.getMessage(), e);
    }
  }

  void giveBack(PooledConnection pooled) {
    Connection connection = pooled.connection();
    try {
      if (connection.isClosed()) {
        connection.close();
        return;
      }
      pooled.rollback();
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true);
      }
      if (!pooled.idle()) {
        throw new SQLException("the transaction is still open after its rollback");
      }
      pooled.restore();
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection is thrown away, as it could not be cleaned", e);
      discard(connection);
    }
  }

  private void discard(Connection connection) {
    try {
      if (dataSource.isWrapperFor(HikariDataSource.class)) {
        dataSource.unwrap(HikariDataSource.class).evictConnection(connection);
      } else {
        connection.abort(Runnable::run);
      }
      connection.close();
    } catch (SQLException | RuntimeException e) {
      // HikariCP fails with a NullPointerException where autocommit is off.
      LOG.debug("a connection that is thrown away could not be closed", e);
    }
  }

  @Override
  public void close() {
    if (owned && dataSource instanceof AutoCloseable pool) {
      try {
        pool.close();
      } catch (Exception e) {
        throw new ConnectionException("the connection pool did not close: " + e.getMessage(), e);
      }
    }
  }
}
