package ai.flashfusion.repository;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.DatabaseException;
import java.util.function.Supplier;

/** Asks what only the migrations bring. The states are those of Postgres' manual, appendix A. */
final class Migrated {

  static final String UNDEFINED_FUNCTION = "42883";
  static final String UNDEFINED_TABLE = "42P01";

  private static final String INVALID_SCHEMA_NAME = "3F000";

  private Migrated() {}

  /**
   * The answer.
   *
   * @param undefined the state with which Postgres says that it is not there
   * @param missing what to say then
   * @throws ConfigurationException if it, or its schema, is not there
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
