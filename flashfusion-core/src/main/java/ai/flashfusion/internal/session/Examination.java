package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Surroundings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * What a database and a login look like to the login itself, without any identity.
 *
 * @param preparedFailure the SQLSTATE with which statements that are prepared on the server fail,
 *     as a pooler hands their connection to others between transactions; null where they do not
 */
public record Examination(
    Login login, Catalog catalog, Surroundings surroundings, @Nullable String preparedFailure) {

  /** Enough for a pooler with a few connections to have handed out each of them. */
  private static final int ROUNDS = 8;

  /**
   * Looks. About twenty round trips.
   *
   * @throws ConnectionException if there is no connection
   */
  public static Examination of(ConnectionSource source) {
    PooledConnection pooled = source.take();
    try {
      return new Examination(
          Login.read(pooled),
          Catalog.read(pooled.connection()),
          Surroundings.read(pooled.connection()),
          preparedFailure(source, pooled));
    } catch (SQLException e) {
      throw new ConnectionException("the database could not be examined: " + e.getMessage(), e);
    } finally {
      source.giveBack(pooled);
    }
  }

  /** Two clients take turns: one of them holds a connection, so that the other gets another. */
  private static @Nullable String preparedFailure(ConnectionSource source, PooledConnection a)
      throws SQLException {
    if (a.driver().getPrepareThreshold() == 0) {
      return null;
    }
    PooledConnection b;
    try {
      b = source.take();
    } catch (ConnectionException e) {
      return null; // a pool of one connection
    }
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
      return a.connection().isClosed() ? "08006" : e.getSQLState();
    } finally {
      source.giveBack(b);
    }
  }

  private static PreparedStatement prepared(PooledConnection pooled) throws SQLException {
    PreparedStatement statement = pooled.prepare("select pg_backend_pid()");
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
    return statement;
  }

  private static void execute(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
    }
  }
}
