package ai.flashfusion.schema.migration;

import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.flywaydb.core.api.logging.LogFactory;
import org.jooq.tools.JooqLogger;

/**
 * The log of Flyway during our migrations. Its progress, some thirty lines of each run, is at level
 * DEBUG; warnings and errors stay at theirs. Public, as Flyway creates it.
 */
@SuppressWarnings("exports") // for Flyway, which has the types
public final class FlywayLog implements LogCreator {

  /** Creates the log; for Flyway. */
  public FlywayLog() {}

  /** Has Flyway log here, if its class loader finds this class. */
  static void use(FluentConfiguration configuration) {
    String name = FlywayLog.class.getName();
    try {
      if (Class.forName(name, false, LogFactory.class.getClassLoader()) == FlywayLog.class) {
        configuration.loggers(name);
      }
    } catch (ClassNotFoundException e) {
      // Flyway is in a loader above ours, and logs as usual.
    }
  }

  @Override
  public Log createLogger(Class<?> type) {
    return new Quiet(JooqLogger.getLogger(type));
  }

  /** A log to which progress is a detail. */
  private record Quiet(JooqLogger log) implements Log {

    @Override
    public void debug(String message) {
      log.trace(message);
    }

    @Override
    public void info(String message) {
      log.debug(message);
    }

    @Override
    public void notice(String message) {
      log.debug(message);
    }

    @Override
    public void warn(String message) {
      log.warn(message);
    }

    @Override
    public void error(String message) {
      log.error(message);
    }

    @Override
    public void error(String message, Exception failure) {
      log.error(message, failure);
    }
  }
}
