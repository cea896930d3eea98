package ai.flashfusion.schema;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The usage examples of the FlashFusion documentation, with ids for its placeholders. */
class SeedExamplesTest {

  private static final String PROFILE =
      """
      INSERT INTO profiles (email, full_name, role)
      VALUES ('user@example.com', 'John Doe', 'user');
      """;
  private static final String USAGE =
      """
      INSERT INTO ai_usage_logs (user_id, provider, model, total_tokens, cost_usd)
      VALUES ('user-uuid', 'openai', 'gpt-4', 1500, 0.045);
      """;
  private static final String PROJECT =
      """
      INSERT INTO projects (user_id, name, slug, framework, visibility)
      VALUES ('user-uuid', 'My App', 'my-app', 'react', 'public');
      """;
  private static final String DEPLOYMENT =
      """
      INSERT INTO deployments (project_id, user_id, provider, url, status)
      VALUES ('project-uuid', 'user-uuid', 'vercel', 'https://my-app.vercel.app', 'ready');
      """;

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  @Test
  void runAsOwnerOfTheTables() {
    try (Sql sql = DATABASE.transaction()) {
      runExamples(sql);
    }
  }

  @Test
  void runAsService() {
    try (Sql sql = DATABASE.asService()) {
      runExamples(sql);
    }
  }

  @Test
  void threeOfThemRunAsTheUserThemselves() {
    Person user;
    try (Sql owner = DATABASE.sql()) {
      user = Person.signUp(owner, "user");
    }
    try (Sql sql = DATABASE.asUser(user)) {
      runExamplesOf(user.profileId(), sql);
    }
  }

  private static void runExamples(Sql sql) {
    assertThat(sql.update(PROFILE)).isEqualTo(1);
    runExamplesOf(sql.id("select id from profiles where email = 'user@example.com'"), sql);
  }

  private static void runExamplesOf(UUID user, Sql sql) {
    assertThat(sql.update(USAGE.replace("user-uuid", user.toString()))).isEqualTo(1);
    assertThat(sql.update(PROJECT.replace("user-uuid", user.toString()))).isEqualTo(1);
    UUID project = sql.id("select id from projects where slug = 'my-app'");
    assertThat(
            sql.update(
                DEPLOYMENT
                    .replace("user-uuid", user.toString())
                    .replace("project-uuid", project.toString())))
        .isEqualTo(1);
  }
}
