package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import java.net.SocketTimeoutException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Finds out whether statements that are prepared on the server still exist when they are used
 * again.
 */
final class PreparedProbe {

  /** The number of rounds, enough for a pooler with a few connections to hand out each of them. */
  private static final int ROUNDS = 8;

  /**
   * The maximum time to wait, as a pooler that has one connection left makes the second client wait
   * for it.
   */
  private static final int PATIENCE_MILLIS = 2_000;

  private PreparedProbe() {}

  /**
   * Returns the SQLSTATE with which prepared statements fail, because a pooler hands their
   * connection to others between transactions; null if they do not fail, or if that could not be
   * found out. Takes about twenty round trips. Two clients take turns: one of them holds a
   * connection, so that the other gets another.
   */
  static @Nullable String failure(ConnectionSource source, PooledConnection a) throws SQLException {
    if (a.driver().getPrepareThreshold() == 0) {
      return null;
    }
    PooledConnection b;
    try {
      b = source.take();
    } catch (ConnectionException e) {
      return null; // a pool of one connection
    }
    int timeout = b.driver().getNetworkTimeout();
    b.driver().setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
    try (PreparedStatement ofA = prepared(a);
        PreparedStatement ofB = prepared(b)) {
      for (int i = 0; i < ROUNDS; i++) {
        a.connection().setAutoCommit(i % 2 == 0);
        b.connection().setAutoCommit(i % 2 != 0);
        execute(ofA);
        execute(ofB);
        (i % 2 == 0 ? b : a).connection().commit();
      }
      return null;
    } catch (SQLException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return null;
      }
      return a.connection().isClosed() ? "08006" : e.getSQLState();
    } finally {
      if (!b.driver().isClosed()) {
        b.driver().setNetworkTimeout(Runnable::run, timeout);
      }
      source.giveBack(b);
    }
  }

  private static PreparedStatement prepared(PooledConnection pooled) throws SQLException {
    PreparedStatement statement = pooled.prepare("select pg_backend_pid()", false);
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
    return statement;
  }

  private static void execute(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
    }
  }
}
