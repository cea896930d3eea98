package ai.flashfusion.error;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProfileRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ErrorTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");
  static final Session bob = embedded.user("bob");
  static final ProfileId aliceProfile = alice.profiles().me().getId();
  static final ProjectRecord project =
      alice.projects().create("A", "taken", ProjectFramework.REACT, ProjectVisibility.PUBLIC);

  private static ProjectRecord newProject(String slug) {
    ProjectRecord record = new ProjectRecord();
    record.setUserId(aliceProfile);
    record.setName(slug);
    record.setSlug(slug);
    return record;
  }

  @Test
  void aTakenSlugNamesTheConstraintAndTheValue() {
    UniqueViolationException e =
        catchThrowableOfType(
            UniqueViolationException.class, () -> alice.projects().insert(newProject("taken")));
    assertThat(e)
        .hasMessageContaining("projects_slug_key")
        .hasMessageContaining("another row has the same slug, choose another");
    assertThat(e.sqlState()).contains("23505");
    assertThat(e.table()).contains("projects");
    assertThat(e.constraint()).contains("projects_slug_key");
    assertThat(e.isRetryable()).isFalse();
  }

  @Test
  void aMissingValueNamesItsColumn() {
    ProjectRecord record = newProject("no-name");
    record.set(PROJECTS.NAME, null);
    assertThatThrownBy(() -> alice.projects().insert(record))
        .isInstanceOf(NotNullViolationException.class)
        .hasMessageContaining("\"name\"")
        .extracting(e -> ((FlashFusionException) e).column().orElseThrow())
        .isEqualTo("name");
  }

  @Test
  void checkViolationNamesAllowedValues() {
    assertThatThrownBy(
            () -> alice.dsl().execute("update projects set framework = 'reakt' where true"))
        .isInstanceOf(CheckViolationException.class)
        .hasMessageContaining("projects_framework_check")
        .hasMessageContaining("framework must be one of react, vue, angular");
  }

  @Test
  void foreignKeyViolationNamesKey() {
    assertThatThrownBy(
            () ->
                embedded
                    .flashfusion()
                    .asService("test")
                    .dsl()
                    .insertInto(PROJECTS, PROJECTS.USER_ID, PROJECTS.NAME, PROJECTS.SLUG)
                    .values(ProfileId.random(), "x", "x")
                    .execute())
        .isInstanceOf(ForeignKeyViolationException.class)
        .hasMessageContaining("projects_user_id_fkey")
        .hasMessageContaining("Key (user_id)=")
        .hasMessageContaining("user_id must be the id of a row of profiles");
  }

  @Test
  void aNumberThatDoesNotFitNamesTheLimit() {
    assertThatThrownBy(
            () ->
                embedded
                    .flashfusion()
                    .asService("test")
                    .dsl()
                    .fetch("select 123456789012.5::numeric(10, 6)"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("precision 10, scale 6");
  }

  @Test
  void invalidUuidNamesText() {
    assertThatThrownBy(() -> alice.dsl().fetch("select 'nope'::uuid"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("nope");
    assertThatThrownBy(() -> ProjectId.valueOf("nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope' is not a ProjectId");
  }

  @Test
  void aTextWithANulCharacterIsRefusedAndNothingIsWritten() {
    long before = alice.projects().count();
    assertThatThrownBy(() -> alice.projects().insert(newProject("nul\u0000")))
        .isInstanceOf(FlashFusionException.class);
    assertThat(alice.projects().count()).isEqualTo(before);
  }

  @Test
  void anInsertForSomebodyElseNamesThePolicyAndItsRule() {
    assertThatThrownBy(() -> bob.projects().insert(newProject("stolen")))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("row-level security policy for table \"projects\"")
        .hasMessageContaining("as user")
        .hasMessageContaining(
            "policy projects_insert: user_id must be the profile id of the caller");
  }

  @Test
  void deniedColumnNamesWritableColumns() {
    assertThatThrownBy(
            () -> alice.dsl().update(PROFILES).set(PROFILES.ROLE, ProfileRole.ADMIN).execute())
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("authenticated may update only username, full_name, avatar_url");
  }

  @Test
  void closedTableIsDenied() {
    assertThatThrownBy(
            () -> embedded.flashfusion().asAnonymous().deployments().history(project.getId()))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("anon may not select deployments");
  }

  @Test
  void visibleButProtectedRowIsDenied() {
    ProjectRecord seen = bob.projects().get(project.getId());
    seen.setName("mine now");
    assertThatThrownBy(() -> bob.projects().update(seen))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("may see projects " + project.getId() + " but not change it");
  }

  @Test
  void hiddenRowIsNotFound() {
    assertThatThrownBy(() -> bob.projects().get(ProjectId.random()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no row of projects with id");
  }

  @Test
  void anAnonymousCallerHasNoProfileToActFor() {
    assertThatThrownBy(
            () ->
                embedded
                    .flashfusion()
                    .asAnonymous()
                    .deployments()
                    .start(
                        project.getId(),
                        DeploymentProvider.VERCEL,
                        DeploymentEnvironment.PRODUCTION))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("anonymous has no profile to act for");
  }

  @Test
  void messagesAndCausesContainNoSecrets() {
    Session service = embedded.flashfusion().asService("test");
    var insert =
        service
            .dsl()
            .insertInto(
                API_KEYS, API_KEYS.USER_ID, API_KEYS.NAME, API_KEYS.KEY_HASH, API_KEYS.KEY_PREFIX)
            .values(aliceProfile, "k", "s3cr3t-hash", "ff_");
    insert.execute();
    assertThatThrownBy(insert::execute)
        .isInstanceOf(UniqueViolationException.class)
        .hasMessageContaining("api_keys_key_hash_key")
        .extracting(ErrorTest::trace)
        .asString()
        .doesNotContain("s3cr3t-hash");
    assertThatThrownBy(
            () -> service.dsl().update(API_KEYS).set(API_KEYS.NAME, (String) null).execute())
        .isInstanceOf(NotNullViolationException.class)
        .extracting(ErrorTest::trace)
        .asString()
        .doesNotContain("s3cr3t-hash");
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Imitates a pooler in transaction mode, whose next connection does not know the statement. */
  @Test
  void namesCureForLostPreparedStatement() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.logins().user());
    config.setPassword(embedded.logins().userPassword());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config);
        FlashFusion flashfusion = embedded.builder(pool).connect()) {
      Session session = flashfusion.session(alice.identity());
      for (Runnable use :
          List.<Runnable>of(
              () -> session.projects().count(),
              () -> session.transaction(tx -> tx.projects().count()),
              () -> session.dsl().batch("select 1").execute(),
              () -> session.transaction(tx -> tx.transaction(inner -> {})))) {
        for (int i = 0; i < 8; i++) {
          use.run();
        }
        lose(pool);
        assertThatThrownBy(use::run)
            .isInstanceOf(FlashFusionException.class)
            .hasMessageContaining("prepared statement")
            .hasMessageContaining("a pooler in transaction mode")
            .hasMessageContaining("prepareThreshold=0")
            .hasMessageContaining("max_prepared_statements")
            .hasMessageContaining("port 5432")
            .satisfies(e -> assertThat(((FlashFusionException) e).isRetryable()).isFalse());
        pool.getHikariPoolMXBean().softEvictConnections();
      }
    }
  }

  /** Removes the statement without the driver, which would notice. */
  private static void lose(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("do $$ begin execute 'deallocate all'; end $$");
    }
  }
}
