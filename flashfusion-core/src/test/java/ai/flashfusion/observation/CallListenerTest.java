package ai.flashfusion.observation;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.RecordedLog;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The calls that a listener hears of. */
class CallListenerTest {

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Identity alice = embedded.user("alice").identity();

  private final List<String> ended = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();

  @AutoClose
  private final FlashFusion flashfusion = embedded.builder().listener(this::started).connect();

  private final Session session = flashfusion.session(alice);

  private CallListener.Ongoing started(Call call) {
    return new CallListener.Ongoing() {
      @Override
      public void sent(CallListener.SentStatement statement) {
        statements.add(statement.text());
        assertThat(statement.duration()).isPositive();
      }

      @Override
      public void ended(CallEnd end) {
        assertThat(end.duration()).isPositive();
        ended.add(
            String.join(
                " ",
                call.repository() + "." + call.method(),
                call.role(),
                end.outcome(),
                end.statements() + "/" + end.rows()));
      }
    };
  }

  @Test
  void nameTheHelperItsRoleAndItsRows() {
    project(session, "one");
    project(session, "two");
    session.projects().owned();
    flashfusion.asAnonymous().projects().findBySlug("none");
    flashfusion.asService("a test").projects().count();
    assertThat(ended)
        .containsExactly(
            "projects.create authenticated success 1/1",
            "projects.create authenticated success 1/1",
            "projects.owned authenticated success 1/2",
            "projects.findBySlug anon success 1/0",
            "projects.count service_role success 1/1");
    assertThat(statements).hasSize(5).allMatch(text -> !text.contains("begin"));
  }

  @Test
  void haveTheirOutcome() {
    ProjectId id = project(session, "taken");
    ProjectRecord other = session.projects().get(project(session, "other"));
    ended.clear();
    assertThatThrownBy(() -> session.projects().update(other.setSlug("taken")))
        .isInstanceOf(UniqueViolationException.class);
    session.projects().delete(id);
    assertThatThrownBy(() -> session.projects().get(id)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> session.dsl().execute("set role postgres"))
        .isInstanceOf(RefusedStatementException.class);
    assertThat(ended)
        .containsExactly(
            "projects.update authenticated UniqueViolationException 1/0",
            "projects.delete authenticated success 1/1",
            "projects.get authenticated NotFoundException 1/0",
            "session.dsl authenticated RefusedStatementException 0/0");
  }

  @Test
  void areOneForAPipelineAndOneForEachOfItsEntries() {
    try (Pipeline page = session.pipeline()) {
      page.add(s -> s.projects().findBySlug("none"));
      page.add(s -> s.projects().count());
      page.add(s -> s.dsl().fetch("select 1"));
      page.flush();
    }
    assertThat(ended)
        .containsExactly(
            "session.dsl authenticated success 1/1",
            "projects.count authenticated success 1/1",
            "projects.findBySlug authenticated success 1/0",
            "session.pipeline authenticated success 3/2");
  }

  @Test
  void areOneForEachTimeThatAPipelineIsSent() {
    try (Pipeline writes = session.writePipeline()) {
      writes.add(s -> s.projects().count());
      writes.send();
      writes.add(s -> s.transactionResult(tx -> tx.projects().count()));
      writes.flush();
    }
    try (Pipeline page = session.pipeline()) {
      page.add(s -> s.projects().get(ProjectId.random()));
      assertThatThrownBy(page::flush).isInstanceOf(NotFoundException.class);
    }
    session.projects().count();
    assertThat(ended)
        .containsExactly(
            "projects.count authenticated success 1/1",
            "session.pipeline authenticated success 1/1",
            "projects.count authenticated success 1/1",
            "session.transaction authenticated success 0/0",
            "session.pipeline authenticated success 1/1",
            "projects.get authenticated NotFoundException 1/0",
            "session.pipeline authenticated NotFoundException 1/0",
            "projects.count authenticated success 1/1");
  }

  @Test
  void areOneForAHelperThatUsesOthers() {
    ProjectRecord archived = session.projects().get(project(session, "archived"));
    session.projects().archive(archived.getId());
    ended.clear();
    assertThatThrownBy(() -> session.projects().archive(archived.getId()));
    assertThat(ended)
        .containsExactly("projects.archive authenticated IllegalTransitionException 3/1");
  }

  @Test
  void includeStatementsOfTheCallersOwn() {
    DSLContext dsl = session.dsl();
    ProjectId id = project(session, "mine");
    ended.clear();
    dsl.selectFrom(PROJECTS).where(PROJECTS.ID.eq(id)).fetch();
    dsl.update(PROJECTS).set(PROJECTS.NAME, "x").where(PROJECTS.ID.eq(id)).execute();
    dsl.batch(dsl.selectOne(), dsl.selectOne()).execute();
    session.transaction(
        tx -> {
          try (Cursor<ProjectRecord> rows =
              tx.dsl().selectFrom(PROJECTS).where(PROJECTS.ID.eq(id)).fetchLazy()) {
            rows.fetchNext();
          }
        });
    assertThat(ended)
        .containsExactly(
            "session.dsl authenticated success 1/1",
            "session.dsl authenticated success 1/1",
            "session.dsl authenticated success 1/0",
            "session.dsl authenticated success 1/1",
            "session.transaction authenticated success 0/0");
  }

  @Test
  void countTheRowsOfBulkWrites() {
    ProjectId id = project(session, "bulk");
    List<DeploymentLogRecord> lines = new ArrayList<>();
    DeploymentId deployment =
        session
            .deployments()
            .start(id, DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW)
            .getId();
    for (int i = 0; i < 1_500; i++) {
      lines.add(new DeploymentLogRecord().setDeploymentId(deployment).setMessage("line " + i));
    }
    ended.clear();
    flashfusion.asService("a test").deploymentLogs().insertAll(lines);
    session.projects().stream(PROJECTS.ID.eq(id), row -> {});
    assertThat(ended)
        .containsExactly(
            "deployment_logs.insertAll service_role success 1/1500",
            "projects.stream authenticated success 1/1");
  }

  @Test
  void includeTransactionsAroundTheirCalls() {
    assertThatThrownBy(
            () ->
                session.transaction(
                    tx -> {
                      tx.projects().count();
                      throw new IllegalStateException("enough");
                    }))
        .hasMessage("enough");
    assertThat(ended)
        .containsExactly(
            "projects.count authenticated success 1/1",
            "session.transaction authenticated IllegalStateException 0/0");
  }

  @Test
  void showNoValues() {
    session.projects().findBySlug("a-secret");
    session
        .dsl()
        .fetch(
            "select 'it''s', 42, $$a-secret$$, E'a\\'secret', \"name\" /* a-secret */ from"
                + " public.projects where slug = ? -- a-secret",
            "a-secret");
    assertThat(statements).hasSize(2).noneMatch(text -> text.contains("secret"));
    assertThat(statements.get(0)).endsWith("where \"public\".\"projects\".\"slug\" = ?");
    assertThat(statements.get(1))
        .isEqualTo("select ?, ?, ?, ?, \"name\" from public.projects where slug = ?");
  }

  @Test
  void areNotHarmedByAListenerThatFails() {
    try (RecordedLog log = RecordedLog.of("ai.flashfusion.FlashFusion", Level.WARN);
        FlashFusion listened =
            embedded
                .builder()
                .listener(
                    call -> {
                      throw new IllegalStateException("at the start");
                    })
                .listener(
                    call ->
                        end -> {
                          throw new IllegalStateException("at the end");
                        })
                .listener(this::started)
                .connect()) {
      assertThat(listened.session(alice).projects().exists(ProjectId.random())).isFalse();
      assertThat(log.messages()).hasSize(2).allMatch(message -> message.contains("failed"));
    }
    assertThat(ended).containsExactly("projects.exists authenticated success 1/1");
  }

  @Test
  void leaveNothingBehindInTheThread() {
    assertThatThrownBy(() -> session.projects().stream(DSL.noCondition(), row -> fail()))
        .hasMessage("from the consumer");
    ended.clear();
    session.projects().count();
    assertThat(ended).singleElement().asString().startsWith("projects.count");
  }

  private void fail() {
    throw new IllegalStateException("from the consumer");
  }
}
