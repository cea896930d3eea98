package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are cut under a pipeline, and commits that are refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineFaultTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());
  final AuthUserId aliceId = embedded.signUp("alice@example.com");
  final Session direct = embedded.flashfusion().asUser(aliceId);

  @AutoClose final FlashFusion flashfusion = connect(RetryPolicy.none());
  @AutoClose final FlashFusion patient = connect(RetryPolicy.standard());
  final Session alice = flashfusion.asUser(aliceId);
  int names;

  private FlashFusion connect(RetryPolicy reads) {
    return embedded
        .builder()
        .url(proxy.url(embedded.database()))
        .poolSize(1)
        .retries(reads)
        .connect();
  }

  @BeforeEach
  void warm() {
    alice.projects().count();
    patient.asUser(aliceId).projects().count();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  private String unique() {
    return "fault-" + ++names;
  }

  private boolean stored(String slug) {
    return direct.dsl().fetchExists(PROJECTS, PROJECTS.SLUG.startsWith(slug));
  }

  @Test
  void aCutReadIsRepeatedAsAWhole() {
    proxy.cutAfter(Direction.TO_CLIENT, 100);
    try (Pipeline page = patient.asUser(aliceId).pipeline()) {
      Response<Long> one = page.add(s -> s.projects().count());
      Response<Long> two = page.add(s -> s.projects().count());
      page.flush();
      assertThat(one.get()).isEqualTo(two.get());
    }
  }

  @Test
  void aCutReadWithoutRetriesFailsInAllHandles() {
    proxy.cutAfter(Direction.TO_CLIENT, 100);
    try (Pipeline page = alice.pipeline()) {
      Response<Long> one = page.add(s -> s.projects().count());
      Response<Long> two = page.add(s -> s.projects().count());
      assertThatThrownBy(page::flush)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("entries 1 to 2");
      assertThatThrownBy(one::get).isInstanceOf(TransactionException.class);
      assertThatThrownBy(two::get).isInstanceOf(TransactionException.class);
    }
    assertThat(alice.projects().count()).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 400, 900, 1_300, 1_700, 2_500})
  void cutWritesAreStoredOrNotAsTheyAreTold(int bytes) {
    for (Direction direction : Direction.values()) {
      for (boolean atOnce : List.of(false, true)) {
        alice.projects().count();
        String slug = unique();
        proxy.cutAfter(direction, bytes);
        Throwable thrown;
        try (Pipeline writes = atOnce ? alice.writePipelineAtOnce() : alice.writePipeline()) {
          for (int i = 0; i < 3; i++) {
            String each = slug + "-" + i;
            writes.add(s -> project(s, each));
          }
          thrown = catchThrowable(writes::flush);
        }
        proxy.heal();
        if (thrown == null) {
          assertThat(stored(slug)).isTrue();
        } else if (!(thrown instanceof OutcomeUnknownException)) {
          assertThat(thrown).isInstanceOf(ConnectionException.class);
          assertThat(stored(slug)).as("%s", thrown).isFalse();
        }
        long count = direct.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.startsWith(slug));
        assertThat(count).isIn(0L, 3L);
      }
    }
  }

  @Test
  void aLostAnswerToWritesAtOnceIsAnUnknownOutcome() {
    String slug = unique();
    proxy.cutAfter(Direction.TO_CLIENT, 0);
    try (Pipeline writes = alice.writePipelineAtOnce()) {
      Response<ProjectId> one = writes.add(s -> project(s, slug));
      writes.add(s -> project(s, slug + "-2"));
      assertThatThrownBy(writes::flush).isInstanceOf(OutcomeUnknownException.class);
      assertThatThrownBy(one::get).isInstanceOf(TransactionException.class);
    }
  }

  @Test
  void aRefusedCommitUndoesAllEntries() {
    embedded.run(
        "alter table public.projects add constraint test_deferred unique (description)"
            + " deferrable initially deferred");
    try {
      for (boolean atOnce : List.of(false, true)) {
        String slug = unique();
        try (Pipeline writes = atOnce ? alice.writePipelineAtOnce() : alice.writePipeline()) {
          Response<ProjectId> one = writes.add(s -> project(s, slug));
          for (int i = 0; i < 2; i++) {
            writes.add(
                s ->
                    s.dsl()
                        .update(PROJECTS)
                        .set(PROJECTS.DESCRIPTION, "same")
                        .where(PROJECTS.SLUG.eq(slug))
                        .execute());
          }
          writes.add(s -> project(s, slug + "-2"));
          writes.add(
              s ->
                  s.dsl()
                      .update(PROJECTS)
                      .set(PROJECTS.DESCRIPTION, "same")
                      .where(PROJECTS.SLUG.eq(slug + "-2"))
                      .execute());
          assertThatThrownBy(writes::flush)
              .isInstanceOf(UniqueViolationException.class)
              .hasMessageStartingWith("commit: ");
          assertThatThrownBy(one::get)
              .isInstanceOf(TransactionException.class)
              .hasMessageContaining("test_deferred");
        }
        assertThat(stored(slug)).isFalse();
      }
    } finally {
      embedded.run("alter table public.projects drop constraint test_deferred");
    }
  }

  /** Together they take longer than the client waits for one. */
  @Test
  void eachStatementHasTheTimeLimitOfOne() {
    try (FlashFusion hasty =
        embedded.builder().statementTimeout(Duration.ofMillis(300)).poolSize(1).connect()) {
      try (Pipeline page = hasty.asUser(aliceId).pipeline()) {
        for (int i = 0; i < 50; i++) {
          page.add(s -> s.dsl().fetch("select pg_sleep(0.12)").size());
        }
        page.flush();
      }
    }
  }

  @Test
  void manyRowsAndThenALargeBindDoNotBlockEachOther() {
    String large = "x".repeat(20_000_000);
    try (Pipeline page = direct.withTimeout(Duration.ofSeconds(20)).pipeline()) {
      Response<Integer> rows =
          page.add(
              s -> s.dsl().fetch("select repeat('x', 1000) from generate_series(1, 20000)").size());
      Response<Integer> length =
          page.add(s -> s.dsl().select(DSL.length(DSL.val(large))).fetchSingle().value1());
      page.flush();
      assertThat(rows.get()).isEqualTo(20_000);
      assertThat(length.get()).isEqualTo(20_000_000);
    }
  }
}
