package ai.flashfusion.docs;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW;
import static ai.flashfusion.schema.enums.DeploymentProvider.VERCEL;
import static ai.flashfusion.schema.enums.ProjectFramework.NEXTJS;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Migrations;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Record2;
import org.jooq.Result;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of the manual, as they stand there. */
class SnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final AuthUserId id = embedded.signUp("alice@example.com");
  Session alice;
  Session bob;

  @BeforeEach
  void start() {
    alice = embedded.flashfusion().asUser(id);
    bob = embedded.user("bob");
  }

  @Test
  void connect() {
    String url = embedded.url();
    String password = embedded.password();
    AuthUserId aliceId = id;
    assumeTrue(
        embedded.login().equals("authenticator"),
        "on a server that wants passwords the tests log in under another name");
    // snippet: connect
    try (FlashFusion flashfusion =
        FlashFusion.builder()
            .url(url)
            .user("authenticator")
            .password(password)
            .statementTimeout(Duration.ofSeconds(30))
            .connect()) {
      long mine = flashfusion.asUser(aliceId).projects().count();
      // end
      assertThat(mine).isZero();
      // snippet: connect
    }
    // end
  }

  @Test
  void connectLazily() {
    String url = embedded.url();
    String password = embedded.password();
    // snippet: connect-lazily
    FlashFusion flashfusion =
        FlashFusion.builder().url(url).user("authenticator").password(password).connectLazily();
    // end
    flashfusion.close();
  }

  @Test
  void timeout() {
    // snippet: timeout
    Session quick = alice.withTimeout(Duration.ofSeconds(2));
    long projects = quick.projects().count(); // each call has two seconds
    quick.transaction(
        tx -> { // and so has a transaction as a whole
          tx.projects().create("Shop", "shop", NEXTJS, PRIVATE);
          tx.withTimeout(Duration.ofMillis(500)).projects().count(); // this call has less
        });
    // end
    assertThat(projects).isZero();
    assertThat(alice.projects().count()).isEqualTo(1);
  }

  @Test
  void transaction() {
    alice.projects().create("Taken", "taken", REACT, PRIVATE);
    // snippet: transaction
    alice.transaction(
        tx -> {
          ProjectRecord project = tx.projects().create("Shop", "shop", NEXTJS, PRIVATE);
          tx.deployments().start(project.getId(), VERCEL, PREVIEW);
          try {
            tx.transaction(inner -> inner.projects().create("Shop", "shop", NEXTJS, PRIVATE));
          } catch (UniqueViolationException taken) {
            // The savepoint was rolled back; the transaction goes on.
          }
        });
    // end
    assertThat(alice.projects().count()).isEqualTo(2);
  }

  @Test
  void retries() {
    alice.projects().create("Shop", "shop", NEXTJS, PRIVATE);
    // snippet: retries
    alice.transaction(
        RetryPolicy.standard().retryLockTimeouts(),
        tx -> {
          ProjectRecord shop = tx.projects().findBySlug("shop").orElseThrow();
          tx.deployments().start(shop.getId(), VERCEL, PREVIEW);
          tx.projects().update(shop.setName("New shop"));
        });
    // end
    assertThat(alice.projects().findBySlug("shop").orElseThrow().getName()).isEqualTo("New shop");
  }

  @Test
  void dsl() {
    alice.projects().create("Shop", "shop", NEXTJS, PRIVATE);
    bob.projects().create("Other", "other", NEXTJS, PRIVATE);
    // snippet: dsl
    Result<Record2<String, Integer>> stars =
        alice
            .dsl()
            .select(PROJECTS.NAME, PROJECTS.STAR_COUNT)
            .from(PROJECTS)
            .where(PROJECTS.VISIBILITY.eq(ProjectVisibility.PRIVATE))
            .fetch();
    long rows =
        alice.transactionResult(
            tx -> {
              try (Stream<ProjectRecord> all =
                  tx.dsl().selectFrom(PROJECTS).fetchSize(500).fetchStream()) {
                return all.count();
              }
            });
    // end
    assertThat(stars).extracting(row -> row.get(PROJECTS.NAME)).containsExactly("Shop");
    assertThat(rows).isEqualTo(1);
  }

  @Test
  void migrate() {
    DataSource owner = TestDatabase.emptyDatabase();
    // snippet: migrate
    Migrations.bootstrap(
        owner); // plain Postgres only: roles and schema auth; does nothing on Supabase
    int applied = Migrations.migrate(owner); // 0 when the database is up to date
    // end
    assertThat(applied).isPositive();
    assertThat(Migrations.migrate(owner)).isZero();
  }

  @Test
  void errors() {
    ProjectRecord projectOfAlice = new ProjectRecord();
    projectOfAlice.setUserId(alice.profiles().me().getId());
    projectOfAlice.setName("A").setSlug("a");
    // snippet: errors
    try {
      bob.projects().insert(projectOfAlice);
    } catch (AccessDeniedException denied) {
      // insert: new row violates row-level security policy for table "projects" (as user …);
      // policy projects_insert: user_id must be the profile id of the caller, …
    }
    // end
    assertThatThrownBy(() -> bob.projects().insert(projectOfAlice))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageStartingWith(
            "insert: new row violates row-level security policy for table \"projects\" (as user ")
        .hasMessageContaining(
            "; policy projects_insert: user_id must be the profile id of the caller, ");
  }
}
