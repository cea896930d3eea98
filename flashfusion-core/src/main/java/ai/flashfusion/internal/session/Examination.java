package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Surroundings;
import ai.flashfusion.schema.ids.AuthUserId;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The state of a database and a login as the login itself sees them, without any identity.
 *
 * @param ownServiceLogin whether service sessions have a login of their own
 * @param transport the way to the server
 * @param sealing whether identities are sealed
 * @param preparedFailure the SQLSTATE with which statements that are prepared on the server fail,
 *     because a pooler hands their connection to others between transactions; null if they do not
 *     fail
 * @param unsafe a setting of the connection under which no statements of callers are sent, or null;
 *     if there is one, the identity and the pooler were not tried
 */
public record Examination(
    Login login,
    boolean ownServiceLogin,
    Transport transport,
    Sealing sealing,
    Catalog catalog,
    Surroundings surroundings,
    @Nullable String preparedFailure,
    DriverModes.@Nullable Unsafe unsafe) {

  /**
   * Examines the database and the login. Takes four round trips, and some twenty more behind a
   * pooler.
   *
   * @param ownServiceLogin whether service sessions have a login of their own
   * @param sealKey the key that seals identities; null if they are not sealed
   * @throws ConnectionException if there is no connection
   */
  public static Examination of(
      ConnectionSource source, boolean ownServiceLogin, byte @Nullable [] sealKey) {
    PooledConnection pooled = source.takeToExamine();
    try {
      Login login = Login.read(pooled);
      DriverModes.Unsafe unsafe = DriverModes.unsafe(pooled.driver());
      if (unsafe != null) {
        // The queries that follow contain backslashes. Such a connection is thrown away anyway.
        pooled.driver().execSQLUpdate("set standard_conforming_strings = on");
      }
      Sealing sealing =
          unsafe == null && login.missing() == null
              ? Sealing.of(pooled, login, Identity.user(AuthUserId.random()), sealKey)
              : Sealing.UNKNOWN_TO_DATABASE;
      return new Examination(
          login,
          ownServiceLogin,
          Transport.of(source, pooled, login),
          sealing,
          Catalog.read(pooled.connection()),
          Surroundings.read(pooled.connection()),
          unsafe == null && login.behindPooler() ? PreparedProbe.failure(source, pooled) : null,
          unsafe);
    } catch (SQLException e) {
      throw new ConnectionException("the database could not be examined: " + e.getMessage(), e);
    } finally {
      source.giveBack(pooled);
    }
  }
}
