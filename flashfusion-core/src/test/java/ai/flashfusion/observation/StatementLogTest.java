package ai.flashfusion.observation;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.RecordedLog;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The statements in the log. */
class StatementLogTest {

  private static final String LOGGER = "ai.flashfusion.statements";

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Session alice = embedded.user("alice");

  @Test
  void areWrittenWithoutValuesAtLevelDebug() {
    try (RecordedLog log = RecordedLog.of(LOGGER, Level.DEBUG)) {
      alice.projects().findBySlug("a-secret");
      alice.dsl().selectFrom(PROJECTS).where(PROJECTS.SLUG.eq("a-secret")).fetch();
      assertThat(log.messages())
          .hasSize(2)
          .allMatch(message -> message.matches("(?s).* as authenticated, [0-9.]+ ms, 0 rows: .*"))
          .allMatch(message -> message.endsWith("\"slug\" = ?"))
          .noneMatch(message -> message.contains("secret"));
      assertThat(log.messages().get(0)).startsWith("projects.findBySlug as");
      assertThat(log.messages().get(1)).startsWith("session.dsl as");
    }
  }

  @Test
  void areNotWrittenAtLevelInfo() {
    try (RecordedLog log = RecordedLog.of(LOGGER, Level.INFO)) {
      alice.projects().count();
      assertThat(log.messages()).isEmpty();
    }
  }
}
