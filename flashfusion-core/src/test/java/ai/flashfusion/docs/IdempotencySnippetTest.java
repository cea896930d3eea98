package ai.flashfusion.docs;

import static ai.flashfusion.schema.enums.AiUsageLogProvider.OPENAI;
import static ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW;
import static ai.flashfusion.schema.enums.DeploymentProvider.VERCEL;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets of the page on idempotency keys. */
class IdempotencySnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session service = embedded.flashfusion().asService("a test of the manual");

  @Test
  void once() {
    AiUsageLogRecord usage =
        new AiUsageLogRecord().setProvider(OPENAI).setModel("gpt-4o").setTotalTokens(900);
    String requestId = "req-8f2c";
    // snippet: once
    AiUsageLogRecord first = alice.aiUsage().record(usage, requestId);
    AiUsageLogRecord again = alice.aiUsage().record(usage, requestId); // the same row
    ProjectRecord project =
        alice.once("signup-4711").projects().create("Shop", "shop", REACT, PRIVATE);
    // end
    assertThat(again).isEqualTo(first);
    assertThat(alice.aiUsage().count()).isEqualTo(1);
    assertThat(project.getSlug()).isEqualTo("shop");
  }

  // snippet: onceTransaction
  /** The answer to a request, as it is stored with its key. */
  record Started(ProjectId project, DeploymentId deployment) {}

  Started start(String requestId, String requestBody) {
    return alice
        .once(requestId, requestBody)
        .transactionResult(
            Started.class,
            tx -> {
              ProjectId project = tx.projects().create("Blog", "blog", REACT, PRIVATE).getId();
              return new Started(project, tx.deployments().start(project, VERCEL, PREVIEW).getId());
            });
  }

  // end

  @Test
  void onceTransaction() {
    Started first = start("req-1", "{}");
    assertThat(start("req-1", "{}")).isEqualTo(first);
    String told = "";
    // snippet: otherRequest
    try {
      start("req-1", "{\"another\": \"body\"}");
    } catch (IdempotencyException e) {
      told = e.getMessage(); // the idempotency key 'req-1' was used before for another request …
    }
    // end
    assertThat(told).startsWith("the idempotency key 'req-1' was used before for another request");
    assertThat(alice.projects().count()).isEqualTo(1);
  }

  @Test
  void expireKeys() {
    // snippet: expireKeys
    Object expired = service.dsl().fetchValue("select flashfusion_idempotency.expire_keys()");
    // end
    assertThat(expired).isEqualTo(0L);
  }
}
