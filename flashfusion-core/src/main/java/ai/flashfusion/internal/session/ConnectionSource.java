package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
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
  private final Followers followers = new Followers(this);

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

  /** Those who follow, on a connection from here. */
  Followers followers() {
    return followers;
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
    } catch (ConfigurationException e) {
      discard(connection);
      throw e;
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
      // What a function changed would be there for the next identity.
      DriverModes.check(pooled.driver());
      pooled.restore();
      connection.close();
    } catch (SQLException | ConfigurationException e) {
      LOG.debug("a connection is thrown away, as it could not be cleaned", e);
      discard(connection);
    }
  }

  /**
   * A connection that listens for as long as it is open. Beside the pool if it is this library's,
   * so that statements have all of it; otherwise one of the pool.
   */
  PooledConnection takeForListening() {
    try {
      if (owned && dataSource instanceof HikariDataSource pool) {
        return beside(pool);
      }
      if (dataSource.isWrapperFor(HikariDataSource.class)
          && dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize() < 2) {
        throw new ConfigurationException(
            "following takes one connection of the pool for itself, and the pool has only one: give"
                + " it at least 2, or follow with FollowOptions.fromNow().polling(interval)",
            null);
      }
      return take();
    } catch (SQLException e) {
      throw new ConnectionException("no connection to listen on: " + e.getMessage(), e);
    }
  }

  private static PooledConnection beside(HikariDataSource pool) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    setUnlessNull(properties, PGProperty.USER, pool.getUsername());
    setUnlessNull(properties, PGProperty.PASSWORD, pool.getPassword());
    PGProperty.APPLICATION_NAME.set(properties, "flashfusion-listener");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    Connection connection = new Driver().connect(pool.getJdbcUrl(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not know the pool's url");
    }
    try {
      return PooledConnection.of(connection);
    } catch (SQLException | ConfigurationException e) {
      connection.close();
      throw e;
    }
  }

  private static void setUnlessNull(
      Properties properties, PGProperty property, @Nullable String value) {
    if (value != null) {
      property.set(properties, value);
    }
  }

  /** Closes what {@link #takeForListening} gave, and ends a wait on it in whichever thread. */
  void discardListening(PooledConnection listening) {
    try {
      listening.driver().abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a connection that listened could not be closed", e);
    }
    if (listening.connection() != listening.driver()) {
      discard(listening.connection());
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
    followers.close();
    if (owned && dataSource instanceof AutoCloseable pool) {
      try {
        pool.close();
      } catch (Exception e) {
        throw new ConnectionException("the connection pool did not close: " + e.getMessage(), e);
      }
    }
  }
}
