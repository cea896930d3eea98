package ai.flashfusion.internal.error;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.DatabaseError;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Failures of the statement that takes an idempotency key. */
public final class KeyFailure {

  private static final String SCHEMA = "flashfusion_idempotency";
  private static final String UNIQUE_VIOLATION = "23505";

  /** The SQLSTATEs for a table and a schema that do not exist. */
  private static final Set<String> UNDEFINED = Set.of("42P01", "3F000");

  private KeyFailure() {}

  /** Returns whether the key was taken before. */
  public static boolean isTaken(SQLException failure) {
    ServerErrorMessage server = server(failure);
    return server != null
        && UNIQUE_VIOLATION.equals(server.getSQLState())
        && SCHEMA.equals(server.getSchema());
  }

  /** Returns whether the database has no keys. */
  public static boolean isMissing(SQLException failure) {
    ServerErrorMessage server = server(failure);
    return server != null
        && UNDEFINED.contains(String.valueOf(server.getSQLState()))
        && String.valueOf(server.getMessage()).contains(SCHEMA);
  }

  /** Returns the exception for a database without keys. */
  public static ConfigurationException missing(DatabaseError error, SQLException cause) {
    return new ConfigurationException(
        "the database has no idempotency keys, which the migrations bring: apply them with"
            + " Migrations.migrate or Migrations.adopt",
        error,
        cause);
  }

  private static @Nullable ServerErrorMessage server(SQLException failure) {
    PSQLException reported = Lost.reported(failure);
    return reported == null ? null : reported.getServerErrorMessage();
  }
}
