package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.error.Lost;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.TransactionState;
import org.postgresql.ds.common.BaseDataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends connections that have no transaction, no role and no claims, and takes them back only in
 * that state; a connection that cannot be reset to it is thrown away. A connection that is in a
 * transaction of somebody else is refused and left alone. Thread-safe.
 */
public final class ConnectionSource implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionSource.class);

  /** The time that the collector's finds have to come back: some milliseconds are usual. */
  private static final long RECLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The time that the answers to cancellations may take when the library is closed. */
  private static final long CANCELED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DataSource dataSource;
  private final boolean owned;
  private final boolean autoCommitOff;
  private final Leases leases = new Leases();
  private final ReentrantLock reclaiming = new ReentrantLock();

  /** The time of the last search for abandoned rows; guarded by the lock. */
  private long reclaimed = System.nanoTime();

  private ConnectionSource(DataSource dataSource, boolean owned, boolean autoCommitOff) {
    this.dataSource = dataSource;
    this.owned = owned;
    this.autoCommitOff = autoCommitOff;
  }

  /** Returns a source over a pool of the library's own, which is closed together with it. */
  public static ConnectionSource owned(HikariDataSource pool) {
    return new ConnectionSource(pool, true, false);
  }

  /**
   * Returns a source over the caller's pool, which stays open.
   *
   * @param autoCommitOff whether autocommit may be off in the connections that the pool lends.
   *     HikariCP's own pool reports this; a wrapper around it does not, such as one of a framework
   *     that lends connections of its transactions
   */
  public static ConnectionSource of(DataSource dataSource, boolean autoCommitOff) {
    boolean known = dataSource instanceof HikariDataSource pool && !pool.isAutoCommit();
    return new ConnectionSource(dataSource, false, autoCommitOff || known);
  }

  /**
   * Takes a connection.
   *
   * @throws ConfigurationException if it is in somebody's transaction, or in a mode in which the
   *     server runs other text than was checked
   * @throws ConnectionException if there is none
   */
  PooledConnection take() {
    return take(true, null);
  }

  /** Takes a connection like {@link #take()}, and makes it ready for an identity. */
  PooledConnection take(Scope scope) {
    PooledConnection pooled = take(true, scope);
    try {
      pooled.handOver(scope);
      return pooled;
    } catch (SQLException e) {
      discard(pooled);
      throw Lost.unavailable("the connection could not be handed over", e, isClosed());
    }
  }

  /** Takes a connection in whatever mode, to be examined, not for text of callers. */
  PooledConnection takeToExamine() {
    return take(false, null);
  }

  private PooledConnection take(boolean safe, @Nullable Scope scope) {
    leases.checkOpen();
    Connection connection = lend();
    boolean free = false;
    try {
      refuseTransactionOfOthers(connection);
      free = true;
      PooledConnection pooled = PooledConnection.of(connection, scope);
      if (safe) {
        DriverModes.check(pooled.driver());
      }
      if (!pooled.autoCommit()) {
        connection.setAutoCommit(true);
      }
      leases.begin(pooled.lease());
      return pooled;
    } catch (SQLException e) {
      refuse(connection, free);
      throw Lost.unavailable("the pool's connection cannot carry an identity", e, isClosed());
    } catch (RuntimeException e) {
      refuse(connection, free);
      throw e;
    }
  }

  private Connection lend() {
    long start = System.nanoTime();
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      if (!Lost.isExhausted(e) || isClosed() || !reclaim(start)) {
        throw unavailable("no connection to the database", e);
      }
    }
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw unavailable("no connection to the database", e);
    }
  }

  /** Returns the exception for a connection that cannot be had, or cannot be used. */
  FlashFusionException unavailable(String what, SQLException e) {
    SQLException told =
        Lost.isExhausted(e)
            ? new SQLException(e.getMessage() + leases.holders(), e.getSQLState(), e)
            : e;
    return Lost.unavailable(what, told, isClosed());
  }

  /**
   * Takes connections of abandoned rows back before the pool is called exhausted, and returns
   * whether there are any. Only a garbage collection finds them; it is asked for if rows are open,
   * and once for all callers that wait at the same time.
   *
   * @param start the time at which the caller began to wait
   */
  private boolean reclaim(long start) {
    int before = leases.size();
    if (!leases.anyHasRows()) {
      return false;
    }
    reclaiming.lock();
    try {
      if (reclaimed - start > 0) {
        return leases.size() < before;
      }
      System.gc();
      boolean found = leases.awaitAtMost(before - 1, RECLAIM_NANOS);
      reclaimed = System.nanoTime();
      return found;
    } finally {
      reclaiming.unlock();
    }
  }

  /**
   * Takes the connection back once nothing can reach its user any more, such as a stream that
   * somebody has abandoned.
   */
  void watch(PooledConnection pooled, Object user) {
    pooled.lease().watch(user, () -> takeBack(pooled));
  }

  private void takeBack(PooledConnection pooled) {
    if (pooled.lease().isOver()) {
      return;
    }
    LOG.warn(
        "a stream, cursor or pipeline was not closed, and its connection was taken back; close it,"
            + " or open it in a try statement: {}",
        pooled.lease());
    if (pooled.idle()) {
      giveBack(pooled);
    } else {
      // Rolling back would wait for the server, in the one thread that takes connections back.
      discard(pooled);
    }
  }

  /** Lends nothing from now on, and returns whether all connections came back in time. */
  boolean drain(Duration limit) {
    leases.close();
    return leases.awaitAtMost(0, limit.toNanos());
  }

  /** Returns the connections that are out. */
  List<PgConnection> out() {
    return leases.connections();
  }

  /**
   * Lends nothing from now on, waits for the connections that are out, cancels what is under way on
   * those that are left, and closes the library's own pool.
   */
  void close(Duration patience) {
    if (!drain(patience)) {
      out().forEach(Watch::stop);
      if (!leases.awaitAtMost(0, CANCELED_NANOS)) {
        out().forEach(Watch::abort);
      }
    }
    closePool();
  }

  /**
   * Fails if somebody else has begun a transaction. Switching autocommit on would commit it. A
   * transaction that has sent nothing yet can only be recognized by autocommit being off.
   */
  private void refuseTransactionOfOthers(Connection connection) throws SQLException {
    boolean idle =
        connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.IDLE;
    if (idle && (autoCommitOff || connection.getAutoCommit())) {
      return;
    }
    throw new ConfigurationException(
        "the DataSource lent a connection "
            + (idle
                ? "with autocommit off, as it is in a transaction that somebody else has begun"
                : "that is in a transaction which somebody else has begun")
            + "; nothing was sent, and it was left as it is. Use the pool itself, or with Spring's"
            + " TransactionAwareDataSourceProxy its target"
            + (idle
                ? ". If it is the pool, and configured with autocommit off, set"
                    + " autoCommitOff(true)"
                : ""),
        null);
  }

  /**
   * Throws away a connection that is free but unusable; of somebody else's connection only the
   * handle is closed.
   */
  private void refuse(Connection connection, boolean free) {
    if (free || owned) {
      discard(connection);
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection that cannot be used could not be closed", e);
    }
  }

  /** Takes a connection back; not more than once, as the pool may have lent it to others since. */
  void giveBack(PooledConnection pooled) {
    if (!pooled.lease().end()) {
      return;
    }
    try {
      clean(pooled);
    } finally {
      leases.end(pooled.lease());
    }
  }

  private void clean(PooledConnection pooled) {
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
      if (pooled.spoiled()) {
        throw new SQLException("a cancellation may be on its way to it");
      }
      // A setting that a function changed would remain for the next identity.
      DriverModes.check(pooled.driver());
      pooled.restore();
      connection.close();
    } catch (SQLException | ConfigurationException e) {
      LOG.debug("a connection is thrown away, as it could not be cleaned", e);
      discard(connection);
    }
  }

  /** Returns the driver's {@code sslmode}, or null if the pool does not show it. */
  @Nullable String sslMode() throws SQLException {
    if (dataSource.isWrapperFor(HikariDataSource.class)) {
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      return pool.getJdbcUrl() == null
          ? null
          : Tls.mode(pool.getJdbcUrl(), pool.getDataSourceProperties());
    }
    return dataSource instanceof BaseDataSource driver ? Tls.mode(driver.getURL(), null) : null;
  }

  /** Returns whether the pool is known to lend a second connection while one is in use. */
  boolean lendsTwo() throws SQLException {
    return dataSource.isWrapperFor(HikariDataSource.class)
        && dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize() > 1;
  }

  /**
   * Takes a connection that listens for as long as it is open. It comes from beside the pool if the
   * pool is the library's own, so that statements keep the whole pool; otherwise it comes from the
   * pool.
   */
  PooledConnection takeForListening() {
    try {
      if (owned && dataSource instanceof HikariDataSource pool) {
        return beside(pool, "-listener", 0);
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
      throw Lost.unavailable("no connection to listen on", e, isClosed());
    }
  }

  /**
   * Takes a connection to ask for the outcome of a transaction whose connection was lost. It comes
   * from beside the pool if the pool is the library's own, so that it waits for nobody; otherwise
   * it comes from the pool.
   *
   * @param seconds the limit for each answer
   */
  PooledConnection takeToAsk(Scope scope, int seconds) throws SQLException {
    if (!(owned && dataSource instanceof HikariDataSource pool)) {
      return take(scope);
    }
    PooledConnection asking = beside(pool, "-outcome", seconds);
    try {
      DriverModes.check(asking.driver());
      return asking;
    } catch (ConfigurationException e) {
      asking.connection().close();
      throw e;
    }
  }

  /** Closes or returns a connection of {@link #takeToAsk}. */
  void endAsking(PooledConnection asking) throws SQLException {
    if (owned) {
      asking.connection().close();
    } else {
      giveBack(asking);
    }
  }

  private static PooledConnection beside(HikariDataSource pool, String suffix, int seconds)
      throws SQLException {
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    setUnlessNull(properties, PGProperty.USER, pool.getUsername());
    setUnlessNull(properties, PGProperty.PASSWORD, pool.getPassword());
    PGProperty.APPLICATION_NAME.set(properties, pool.getPoolName() + suffix);
    if (seconds > 0) {
      PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
      PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    }
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    Connection connection = connect(pool.getJdbcUrl(), properties);
    try {
      return PooledConnection.of(connection, null);
    } catch (SQLException | ConfigurationException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection connect(String url, Properties properties) throws SQLException {
    Connection connection;
    try {
      connection = new Driver().connect(url, properties);
    } catch (RuntimeException e) {
      // The driver's way to say that the thread was interrupted.
      throw new SQLException("the driver did not connect: " + e.getMessage(), "08001", e);
    }
    if (connection == null) {
      throw new SQLException("the driver does not know the pool's url");
    }
    return connection;
  }

  private static void setUnlessNull(
      Properties properties, PGProperty property, @Nullable String value) {
    if (value != null) {
      property.set(properties, value);
    }
  }

  /**
   * Closes a connection that {@link #takeForListening} returned, and ends a wait on it in whichever
   * thread.
   */
  void discardListening(PooledConnection listening) {
    listening.lease().end();
    leases.end(listening.lease());
    try {
      listening.driver().abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a connection that listened could not be closed", e);
    }
    if (listening.connection() != listening.driver()) {
      discard(listening.connection());
    }
  }

  private boolean isClosed() {
    return leases.isClosed() || (dataSource instanceof HikariDataSource pool && pool.isClosed());
  }

  private void discard(PooledConnection pooled) {
    if (pooled.lease().end()) {
      discard(pooled.connection());
      leases.end(pooled.lease());
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
      // HikariCP fails with a NullPointerException if autocommit is off.
      LOG.debug("a connection that is thrown away could not be closed", e);
    }
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  private void closePool() {
    if (owned && dataSource instanceof AutoCloseable pool) {
      try {
        pool.close();
      } catch (Exception e) {
        throw new ConnectionException("the connection pool did not close: " + e.getMessage(), e);
      }
    }
  }
}
