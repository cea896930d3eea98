package ai.flashfusion;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.CheckViolationException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library on the database in use today, as far as that database's own policies allow. */
class AsItIsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final InUseDatabase database = InUseDatabase.beside(embedded);
  static final WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
  static final FlashFusion flashfusion =
      database.builder().url(proxy.url(database.name())).poolSize(1).connect();
  static Session alice;
  static Session bob;

  @BeforeAll
  static void connect() {
    AuthUserId id = database.signUp("alice@example.com");
    alice = flashfusion.asUser(id);
    bob = flashfusion.asUser(database.signUp("bob@example.com"));
    alice.projects().count();
  }

  @AfterAll
  static void close() {
    flashfusion.close();
    proxy.close();
  }

  private static ProjectRecord project(String slug, ProjectVisibility visibility) {
    return alice.projects().create(slug, slug, ProjectFramework.REACT, visibility);
  }

  @Test
  void aUserFindsTheirProfile() {
    assertThat(alice.profiles().me().getEmail()).isEqualTo("alice@example.com");
  }

  @Test
  void aUserCreatesReadsChangesAndDeletesTheirProjects() {
    ProjectRecord project = project("own", ProjectVisibility.PRIVATE);
    assertThat(alice.projects().findBySlug("own")).isPresent();
    project.setName("Renamed");
    assertThat(alice.projects().update(project).getName()).isEqualTo("Renamed");
    assertThat(bob.projects().findBySlug("own")).isEmpty();
    alice.projects().delete(project.getId());
    assertThatThrownBy(() -> alice.projects().get(project.getId()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void publicProjectsAreVisibleToAll() {
    project("shown", ProjectVisibility.PUBLIC);
    assertThat(bob.projects().findBySlug("shown")).isPresent();
    assertThat(flashfusion.asAnonymous().projects().findBySlug("shown")).isPresent();
  }

  @Test
  void aTransactionCommitsAndRollsBack() {
    alice.transaction(
        tx ->
            tx.projects()
                .create("tx", "committed", ProjectFramework.VUE, ProjectVisibility.PRIVATE));
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects()
                          .create("tx", "undone", ProjectFramework.VUE, ProjectVisibility.PRIVATE);
                      tx.projects()
                          .create(
                              "tx", "committed", ProjectFramework.VUE, ProjectVisibility.PRIVATE);
                    }))
        .isInstanceOf(UniqueViolationException.class);
    assertThat(alice.projects().findBySlug("undone")).isEmpty();
  }

  @Test
  void theServiceReadsAndWritesTablesThatHaveNoPolicy() {
    ProjectRecord project = project("served", ProjectVisibility.PRIVATE);
    Session service = flashfusion.asService("test");
    for (Table<?> table : Public.PUBLIC.getTables()) {
      assertThat(service.dsl().fetchCount(table)).as(table.getName()).isNotNegative();
    }
    service.transaction(
        tx ->
            tx.dsl()
                .execute(
                    "insert into public.deployments (project_id, user_id, provider, environment)"
                        + " values (?::uuid, ?::uuid, ?, ?)",
                    project.getId().value(),
                    project.getUserId().value(),
                    DeploymentProvider.VERCEL.getLiteral(),
                    DeploymentEnvironment.PRODUCTION.getLiteral()));
    assertThat(service.deployments().count()).isPositive();
    assertThat(alice.deployments().count()).as("no policy lets a user in").isZero();
  }

  /** There is no rollup, which costs nothing to find out. */
  @Test
  void theServiceSumsEverybodysUsageFromTheRows() {
    Session service = flashfusion.asService("test");
    service
        .aiUsage()
        .record(
            new AiUsageLogRecord()
                .setUserId(alice.profiles().me().getId())
                .setProvider(AiUsageLogProvider.OPENAI)
                .setModel("gpt-4o"));
    proxy.reset();
    assertThat(service.aiUsage().total(UsageQuery.lastDays(1)).requests()).isEqualTo(1);
    assertThat(service.aiUsage().byModel(UsageQuery.lastDays(1))).hasSize(1);
    assertThat(proxy.roundTrips()).isEqualTo(2);
    assertThatThrownBy(() -> service.aiUsage().foldRollup())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("V10__usage_rollup.sql");
  }

  @Test
  void keyedWritesSayThatTheyNeedTheMigrations() {
    assertThatThrownBy(
            () ->
                alice
                    .once("key")
                    .projects()
                    .create("K", "key", ProjectFramework.REACT, ProjectVisibility.PRIVATE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no idempotency keys")
        .hasMessageContaining("Migrations.adopt");
    for (Session session : java.util.List.of(alice, flashfusion.asService("test"))) {
      assertThatThrownBy(() -> session.once("key").transaction(tx -> tx.projects().count()))
          .isInstanceOf(ConfigurationException.class);
      assertThatThrownBy(
              () ->
                  session
                      .once("key")
                      .transaction(tx -> tx.transaction(inner -> inner.projects().count())))
          .isInstanceOf(ConfigurationException.class);
    }
    assertThat(alice.projects().findBySlug("key")).isEmpty();
  }

  @Test
  void singleStatementsAreStillOneRoundTrip() {
    proxy.reset();
    alice.projects().findBySlug("none");
    assertThat(proxy.roundTrips()).isEqualTo(1);
    project("trip", ProjectVisibility.PRIVATE);
    assertThat(proxy.roundTrips()).isEqualTo(2);
  }

  @Test
  void errorsNameOnlyExistingPolicies() {
    assertThatThrownBy(
            () ->
                alice
                    .deployments()
                    .start(
                        project("refused", ProjectVisibility.PRIVATE).getId(),
                        DeploymentProvider.VERCEL,
                        DeploymentEnvironment.PREVIEW))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("row-level security policy for table \"deployments\"")
        .hasMessageContaining("the database has policies of its own")
        .message()
        .doesNotContain("; policy deployments_insert");
    assertThatThrownBy(
            () ->
                alice
                    .dsl()
                    .insertInto(PROJECTS)
                    .set(PROJECTS.USER_ID, bob.profiles().me().getId())
                    .set(PROJECTS.NAME, "x")
                    .set(PROJECTS.SLUG, "x")
                    .execute())
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void errorsOfConstraintsSayWhatIsAllowed() {
    assertThatThrownBy(
            () ->
                alice
                    .dsl()
                    .execute(
                        "update public.profiles set status = 'gone' where email like 'alice%'"))
        .isInstanceOf(CheckViolationException.class)
        .hasMessageContaining("status must be one of active");
  }
}
