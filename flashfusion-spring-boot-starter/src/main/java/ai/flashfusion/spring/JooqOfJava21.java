package ai.flashfusion.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which jOOQ to take on Java 17, for which Spring Boot's is too new. */
final class JooqOfJava21 extends AbstractFailureAnalyzer<UnsupportedClassVersionError> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, UnsupportedClassVersionError cause) {
    String message = String.valueOf(cause.getMessage());
    if (!message.startsWith("org/jooq/")) {
      return null;
    }
    return new FailureAnalysis(
        "The jOOQ that Spring Boot manages needs Java 21, and this is Java "
            + Runtime.version().feature()
            + ".",
        "Run the service on Java 21 or newer, or set the property jooq.version of its build to"
            + " 3.19.38, the last line for Java 17.",
        cause);
  }
}
