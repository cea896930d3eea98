package ai.flashfusion.docs;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW;
import static ai.flashfusion.schema.enums.DeploymentProvider.VERCEL;
import static ai.flashfusion.schema.enums.ProjectFramework.NEXTJS;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets of pipelines.md, as they stand there. */
class PipelineSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final WireProxy proxy = embedded.proxy();
  @AutoClose final FlashFusion flashfusion = embedded.through(proxy);
  final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));

  @Test
  void page() {
    alice.projects().count();
    proxy.reset();
    // snippet: pipeline
    try (Pipeline page = alice.pipeline()) {
      Response<Optional<ProjectRecord>> project = page.add(s -> s.projects().findBySlug("my-app"));
      Response<List<UsageByModel>> usage =
          page.add(s -> s.aiUsage().byModel(UsageQuery.lastDays(30)));
      Response<Integer> tagged =
          page.add(s -> s.dsl().fetchCount(PROJECTS, PROJECTS.TAGS.isNotNull()));
      page.flush(); // one round trip, one snapshot
      render(project.get(), usage.get(), tagged.get());
    }
    // end
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  private static void render(
      Optional<ProjectRecord> project, List<UsageByModel> usage, int tagged) {
    assertThat(project).isEmpty();
    assertThat(usage).isEmpty();
    assertThat(tagged).isZero();
  }

  @Test
  void writes() {
    alice.projects().count();
    proxy.reset();
    // snippet: pipeline-writes
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectRecord> shop =
          writes.add(s -> s.projects().create("Shop", "shop", NEXTJS, PRIVATE));
      writes.add(s -> s.projects().create("Blog", "blog", NEXTJS, PRIVATE));
      writes.send(); // one round trip; the next entry needs the id
      writes.add(s -> s.deployments().start(shop.get().getId(), VERCEL, PREVIEW));
      writes.flush(); // one for the deployment, one for the commit
    }
    // end
    assertThat(proxy.roundTrips()).isEqualTo(3);
    assertThat(alice.projects().findBySlug("blog")).isPresent();
  }

  @Test
  void inATransaction() {
    alice.projects().create("Shop", "shop", NEXTJS, PRIVATE);
    // snippet: pipeline-transaction
    alice.transaction(
        RetryPolicy.standard(),
        tx -> {
          ProjectRecord shop = tx.projects().findBySlug("shop").orElseThrow();
          try (Pipeline both = tx.pipeline()) {
            both.add(s -> s.deployments().start(shop.getId(), VERCEL, PREVIEW));
            both.add(s -> s.projects().update(shop.setName("New shop")));
            both.flush(); // one round trip; the transaction commits both
          }
        });
    // end
    assertThat(alice.projects().findBySlug("shop").orElseThrow().getName()).isEqualTo("New shop");
  }

  @Test
  void errors() {
    alice.projects().create("Shop", "shop", NEXTJS, PRIVATE);
    Throwable[] seen = new Throwable[2];
    // snippet: pipeline-errors
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectRecord> blog =
          writes.add("blog", s -> s.projects().create("Blog", "blog", NEXTJS, PRIVATE));
      writes.add("shop", s -> s.projects().create("Shop", "shop", NEXTJS, PRIVATE));
      try {
        writes.flush();
      } catch (UniqueViolationException taken) {
        // entry 2 'shop': insert: duplicate key value violates unique constraint …
        seen[0] = taken;
      }
      try {
        blog.get();
      } catch (TransactionException undone) {
        // entry 1 'blog' was undone, as entry 2 'shop' failed: …
        seen[1] = undone;
      }
    }
    // end
    assertThat(seen[0]).hasMessageStartingWith("entry 2 'shop': insert: duplicate key value");
    assertThat(seen[1])
        .hasMessageStartingWith("entry 1 'blog' was undone, as entry 2 'shop' failed");
    assertThat(alice.projects().findBySlug("blog")).isEmpty();
    assertThatThrownBy(() -> alice.projects().create("Shop", "shop", NEXTJS, PRIVATE))
        .isInstanceOf(UniqueViolationException.class);
  }
}
