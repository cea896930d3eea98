package ai.flashfusion.repository;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.DatabaseException;
import java.util.function.Supplier;

/**
 * Queries for objects that only the migrations create. The SQLSTATEs are listed in Appendix A of
 * the Postgres manual.
 */
final class Migrated {

  static final String UNDEFINED_FUNCTION = "42883";
  static final String UNDEFINED_TABLE = "42P01";

  private static final String INVALID_SCHEMA_NAME = "3F000";

  private Migrated() {}

  /**
   * Runs the query.
   *
   * @param undefined the SQLSTATE with which Postgres reports that the object does not exist
   * @param missing the message for that case
   * @throws ConfigurationException if the object or its schema does not exist
   */
  static <T> T ask(Supplier<T> question, String undefined, String missing) {
    try {
      return question.get();
    } catch (DatabaseException e) {
      if (e.sqlState()
          .filter(state -> state.equals(undefined) || state.equals(INVALID_SCHEMA_NAME))
          .isPresent()) {
        throw new ConfigurationException(missing, e);
      }
      throw e;
    }
  }
}
