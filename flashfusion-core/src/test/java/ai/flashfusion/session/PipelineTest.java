package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.ExpectationException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.usage.UsageQuery;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  @AutoClose static final FlashFusion flashfusion = embedded.through(proxy);
  static final AuthUserId aliceId = embedded.signUp("alice@example.com");
  static final Session alice = flashfusion.asUser(aliceId);
  static final Session bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
  static int names;

  @BeforeEach
  void reset() {
    alice.projects().count();
    proxy.reset();
  }

  private static String unique() {
    return "p-" + ++names;
  }

  private static ProjectId insert(Session session, String slug) {
    return Given.project(session, slug);
  }

  private static int number(Session session, int value) {
    return session.dsl().select(DSL.val(value)).fetchSingle().value1();
  }

  private static boolean exists(String slug) {
    return alice.projects().findBySlug(slug).isPresent();
  }

  @Test
  void readsOfAPageAreOneRoundTrip() {
    String slug = unique();
    insert(alice, slug);
    for (int i = 0; i < 20; i++) {
      proxy.reset();
      try (Pipeline page = alice.pipeline()) {
        Response<Optional<ProjectRecord>> project = page.add(s -> s.projects().findBySlug(slug));
        var usage = page.add(s -> s.aiUsage().byModel(UsageQuery.lastDays(30)));
        Response<Long> count = page.add(s -> s.projects().count());
        Response<ProjectRecord> joined =
            page.add(s -> alice.projects().findBySlug(slug).orElseThrow());
        Response<Integer> plain = page.add(s -> number(s, 7));
        page.flush();
        assertThat(project.get()).isPresent();
        assertThat(usage.get()).isEmpty();
        assertThat(count.get()).isPositive();
        assertThat(joined.get()).isEqualTo(project.get().orElseThrow());
        assertThat(plain.get()).isEqualTo(7);
      }
      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
  }

  @Test
  void readsSeeOneSnapshot() {
    try (Pipeline page = alice.pipeline()) {
      Response<Long> before = page.add(s -> s.projects().count());
      page.send();
      insert(embedded.flashfusion().asUser(aliceId), unique());
      Response<Long> after = page.add(s -> s.projects().count());
      Response<String> mode =
          page.add(
              s ->
                  s.dsl()
                      .fetchSingle(
                          "select current_setting('transaction_isolation') ||"
                              + " current_setting('transaction_read_only')")
                      .get(0, String.class));
      page.flush();
      assertThat(after.get()).isEqualTo(before.get());
      assertThat(mode.get()).isEqualTo("repeatable readon");
    }
    assertThat(alice.projects().count()).isPositive();
  }

  @Test
  void anEntryAloneIsSentInTheTextOfAPlainCall() {
    proxy.record();
    alice.projects().findBySlug("none");
    List<String> plain = proxy.statements().stream().map(one -> one.sql()).toList();
    proxy.reset();
    proxy.record();
    try (Pipeline page = alice.pipeline()) {
      Response<Optional<ProjectRecord>> one = page.add(s -> s.projects().findBySlug("none"));
      page.flush();
      assertThat(one.get()).isEmpty();
    }
    assertThat(proxy.roundTrips()).isEqualTo(1);
    assertThat(proxy.statements().stream().map(one -> one.sql()).toList()).isEqualTo(plain);
  }

  @Test
  void anEmptyPipelineSendsNothing() {
    try (Pipeline page = alice.pipeline()) {
      Response<String> pure = page.add(s -> "pure");
      page.flush();
      assertThat(pure.get()).isEqualTo("pure");
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void writesAreStoredInTheOrderOfEntriesAndCommittedAfterTheAnswers() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      Response<Boolean> seen = writes.add(s -> s.projects().findBySlug(slug).isPresent());
      Response<Integer> renamed =
          writes.add(
              s ->
                  s.dsl()
                      .update(PROJECTS)
                      .set(PROJECTS.NAME, "x")
                      .where(PROJECTS.SLUG.eq(slug))
                      .execute());
      writes.flush();
      assertThat(id.get()).isNotNull();
      assertThat(seen.get()).isTrue();
      assertThat(renamed.get()).isEqualTo(1);
    }
    assertThat(proxy.roundTrips()).isEqualTo(2);
    assertThat(exists(slug)).isTrue();
  }

  @Test
  void writesAtOnceAreOneRoundTrip() {
    String slug = unique();
    try (Pipeline writes = alice.writePipelineAtOnce()) {
      for (int i = 0; i < 5; i++) {
        String each = slug + "-" + i;
        writes.add(s -> insert(s, each));
      }
      writes.flush();
    }
    assertThat(proxy.roundTrips()).isEqualTo(1);
    assertThat(exists(slug + "-4")).isTrue();
  }

  @Test
  void aRoundInBetweenServesEntriesThatNeedEarlierValues() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      writes.send();
      Response<Optional<ProjectRecord>> again = writes.add(s -> s.projects().find(id.get()));
      writes.flush();
      assertThat(again.get()).isPresent();
    }
    assertThat(proxy.roundTrips()).isEqualTo(3);
  }

  @Test
  void roundsOfReadsCostOneRoundTripEach() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> s.projects().count());
      page.send();
      page.add(s -> s.projects().count());
      page.add(s -> s.projects().count());
      page.flush();
    }
    assertThat(proxy.roundTrips()).isEqualTo(2);
  }

  @Test
  void aPipelineInATransactionIsOneOfItsStatements() {
    String slug = unique();
    alice.transaction(
        tx -> {
          try (Pipeline writes = tx.pipeline()) {
            Response<ProjectId> id = writes.add(s -> insert(s, slug));
            Response<Long> count = writes.add(s -> s.projects().count());
            writes.flush();
            assertThat(id.get()).isNotNull();
            assertThat(count.get()).isPositive();
          }
        });
    assertThat(proxy.roundTrips()).isEqualTo(2);
    assertThat(exists(slug)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aRefusedReadIsNamedInEachPosition(int position) {
    List<Response<?>> responses = new ArrayList<>();
    try (Pipeline page = alice.pipeline()) {
      for (int i = 0; i < 5; i++) {
        String text = i == position ? "x" : "1";
        responses.add(
            page.add(
                "read " + i,
                s -> s.dsl().fetchSingle("select cast(? as integer)", text).get(0, Integer.class)));
      }
      String name = "entry " + (position + 1) + " 'read " + position + "': select: invalid input";
      Throwable thrown = catchThrowable(page::flush);
      assertThat(thrown).isInstanceOf(InvalidValueException.class).hasMessageContaining(name);
      assertThat(proxy.roundTrips())
          .isEqualTo(5); // text, rollback, text with marks, mark, rollback
      for (int i = 0; i < 5; i++) {
        Response<?> response = responses.get(i);
        Throwable own = catchThrowable(response::get);
        if (i == position) {
          assertThat(own).isSameAs(thrown);
        } else {
          assertThat(own).isInstanceOf(TransactionException.class).hasMessageContaining(name);
        }
      }
    }
    assertThat(alice.projects().count()).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aRefusedWriteIsNamedInEachPositionAndNothingIsStored(int position) {
    for (boolean atOnce : new boolean[] {false, true}) {
      String taken = unique();
      insert(alice, taken);
      String slug = unique();
      proxy.reset();
      List<Response<?>> responses = new ArrayList<>();
      try (Pipeline writes = atOnce ? alice.writePipelineAtOnce() : alice.writePipeline()) {
        for (int i = 0; i < 5; i++) {
          String each = i == position ? taken : slug + "-" + i;
          responses.add(writes.add(s -> insert(s, each)));
        }
        Throwable thrown = catchThrowable(writes::flush);
        assertThat(thrown)
            .isInstanceOf(UniqueViolationException.class)
            .hasMessageContaining("entry " + (position + 1) + ": insert: duplicate key");
        for (int i = 0; i < 5; i++) {
          Response<?> response = responses.get(i);
          assertThatThrownBy(response::get)
              .hasMessageContaining("entry " + (position + 1) + ": insert: duplicate key");
        }
      }
      assertThat(proxy.roundTrips()).isEqualTo(3);
      for (int i = 0; i < 5; i++) {
        assertThat(exists(slug + "-" + i)).isFalse();
      }
    }
  }

  @Test
  void aReadThatCallsAnUnknownFunctionIsSentOnceAndNamed() {
    embedded.run(
        "create or replace function public.unknown(value text) returns int language sql volatile as"
            + " $$ select value::int $$");
    proxy.record();
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(s -> s.dsl().fetch("select public.unknown(?)", "x").size());
      assertThatThrownBy(page::flush).hasMessageStartingWith("entry 2: ");
    }
    assertThat(proxy.statements().stream().filter(one -> one.sql().contains("unknown"))).hasSize(1);
  }

  @Test
  void aFailureInATransactionsPipelineFailsTheTransaction() {
    String taken = unique();
    insert(alice, taken);
    String slug = unique();
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      try (Pipeline writes = tx.pipeline()) {
                        writes.add(s -> insert(s, slug));
                        writes.add(s -> insert(s, taken));
                        assertThatThrownBy(writes::flush)
                            .isInstanceOf(UniqueViolationException.class)
                            .hasMessageContaining("entry 2");
                      }
                    }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("nothing of it is stored");
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void marksDoNotNestDeeperFromRoundToRound() {
    String slug = unique();
    proxy.record();
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      for (int i = 0; i < 3; i++) {
                        try (Pipeline writes = tx.pipeline()) {
                          String each = slug + "-" + i;
                          writes.add(s -> insert(s, each));
                          writes.add(s -> number(s, 1));
                          writes.add("again", s -> insert(s, slug + "-1"));
                          writes.flush();
                        }
                      }
                    }))
        .isInstanceOf(UniqueViolationException.class)
        .hasMessageStartingWith("entry 1: insert");
    assertThat(proxy.statements().stream().map(one -> one.sql().strip()))
        .filteredOn(sql -> sql.endsWith("savepoint flashfusion_round"))
        .containsExactly(
            "savepoint flashfusion_round",
            "release savepoint flashfusion_round",
            "savepoint flashfusion_round",
            "release savepoint flashfusion_round");
  }

  @Test
  void aNestedTransactionSurvivesThePipelineThatFailedInIt() {
    String taken = unique();
    insert(alice, taken);
    String slug = unique();
    alice.transaction(
        tx -> {
          insert(tx, slug);
          assertThatThrownBy(
                  () ->
                      tx.transaction(
                          inner -> {
                            try (Pipeline writes = inner.pipeline()) {
                              writes.add(s -> insert(s, unique()));
                              writes.add(s -> insert(s, taken));
                              writes.flush();
                            }
                          }))
              .isInstanceOf(UniqueViolationException.class);
          assertThat(tx.projects().findBySlug(slug)).isPresent();
        });
    assertThat(exists(slug)).isTrue();
  }

  @Test
  void whatIsRefusedHereUndoesTheWritesToo() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      Response<ProjectRecord> missing =
          writes.add("missing", s -> s.projects().get(ProjectId.of(UUID.randomUUID())));
      assertThatThrownBy(writes::flush).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(missing::get).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(id::get)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("entry 1 was undone, as entry 2 'missing' failed");
    }
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void whatIsRefusedHereDoesNotUndoWritesAtOnce() {
    String slug = unique();
    try (Pipeline writes = alice.writePipelineAtOnce()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      writes.add(s -> s.projects().get(ProjectId.of(UUID.randomUUID())));
      assertThatThrownBy(writes::flush).isInstanceOf(NotFoundException.class);
      assertThat(id.get()).isNotNull();
    }
    assertThat(exists(slug)).isTrue();
  }

  @Test
  void aReadThatIsMissingLeavesTheOthersTheirValues() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      page.add(s -> s.projects().get(ProjectId.of(UUID.randomUUID())));
      Response<Integer> three = page.add(s -> number(s, 3));
      assertThatThrownBy(page::flush).isInstanceOf(NotFoundException.class);
      assertThat(one.get()).isEqualTo(1);
      assertThat(three.get()).isEqualTo(3);
    }
  }

  @Test
  void aReadThatIsMissingInARoundLeavesTheOthersTheirValuesToo() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      page.add(s -> s.projects().get(ProjectId.of(UUID.randomUUID())));
      assertThatThrownBy(page::send).isInstanceOf(NotFoundException.class);
      assertThat(one.get()).isEqualTo(1);
      assertThatThrownBy(page::flush).hasMessageContaining("the pipeline is over");
    }
  }

  @Test
  void aFailureInAnEntryOfItsOwnStatementsUndoesATransactionsPipeline() {
    String slug = unique();
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      try (Pipeline writes = tx.pipeline()) {
                        Response<ProjectId> id = writes.add(s -> insert(s, slug));
                        writes.add(
                            s -> {
                              number(s, 1);
                              return s.dsl().fetch("select 'x'::uuid");
                            });
                        assertThatThrownBy(writes::flush)
                            .isInstanceOf(InvalidValueException.class)
                            .hasMessageStartingWith("entry 2: select: ");
                        assertThatThrownBy(id::get).hasMessageContaining("entry 1 was undone");
                      }
                    }))
        .isInstanceOf(TransactionException.class);
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void aBatchInAnEntryKeepsItsPlace() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> insert(s, slug));
      Response<int[]> batch =
          writes.add(
              s ->
                  s.dsl()
                      .batch(
                          s.dsl()
                              .update(PROJECTS)
                              .set(PROJECTS.NAME, (String) null)
                              .where(PROJECTS.SLUG.eq((String) null)))
                      .bind("renamed", slug)
                      .bind("renamed", slug + "-none")
                      .execute());
      Response<String> name =
          writes.add(s -> s.projects().findBySlug(slug).orElseThrow().getName());
      writes.flush();
      assertThat(batch.get()).containsExactly(1, 0);
      assertThat(name.get()).isEqualTo("renamed");
    }
  }

  @Test
  void anEntryThatFailsBeforeItIsSentKeepsTheOthersFromBeingSent() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      writes.add(
          s -> {
            throw new IllegalStateException("no");
          });
      Response<Integer> third = writes.add(s -> number(s, 3));
      assertThatThrownBy(writes::flush).isInstanceOf(IllegalStateException.class).hasMessage("no");
      assertThatThrownBy(id::get).hasMessageContaining("entry 1 was undone, as entry 2 failed: no");
      assertThatThrownBy(third::get).hasMessageContaining("entry 3 was not run, as entry 2");
    }
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void aHandleWithoutAValueSaysWhatToDo() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      assertThatThrownBy(one::get)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("call flush() first");
      page.add(s -> number(s, 1 + one.get()));
      assertThatThrownBy(page::flush).hasMessageContaining("send() before you add that entry");
    }
  }

  @Test
  void closingWithoutFlushUndoes() {
    String slug = unique();
    Response<ProjectId> sent;
    Response<Long> waiting;
    try (Pipeline writes = alice.writePipeline()) {
      sent = writes.add(s -> insert(s, slug));
      writes.send();
      waiting = writes.add(s -> s.projects().count());
    }
    assertThatThrownBy(sent::get).hasMessageContaining("closed before flush()");
    assertThatThrownBy(waiting::get).hasMessageContaining("closed before flush()");
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void aPipelineOfReadsRefusesWrites() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(s -> insert(s, unique()));
      assertThatThrownBy(page::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("writePipeline()");
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void aPipelineOfReadsRefusesLocks() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(s -> s.dsl().selectFrom(PROJECTS).forUpdate().fetch().size());
      assertThatThrownBy(page::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("entry 2 writes or locks rows in a pipeline that reads");
    }
  }

  @Test
  void anotherIdentityIsRefused() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(s -> bob.projects().count());
      assertThatThrownBy(page::flush)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("a transaction has one identity");
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void streamsAreRefused() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> s.dsl().selectFrom(PROJECTS).fetchSize(10).fetchLazy().fetchNext());
      assertThatThrownBy(page::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("a fetch size is refused in a pipeline");
    }
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> s.dsl().selectFrom(PROJECTS).fetchLazy());
      assertThatThrownBy(page::flush)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("fetch them in the entry");
    }
  }

  @Test
  void aSecondStatementAfterTheCommitIsRefusedByName() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add("two", s -> number(s, 2) + number(s, 3));
      assertThatThrownBy(page::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("entry 2 'two' sends a second statement");
    }
  }

  @Test
  void severalStatementsAreFineInARoundInBetween() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      Response<Integer> five = page.add(s -> number(s, 2) + number(s, 3));
      page.send();
      page.flush();
      assertThat(one.get()).isEqualTo(1);
      assertThat(five.get()).isEqualTo(5);
    }
    assertThat(proxy.roundTrips()).isEqualTo(3);
  }

  @Test
  void aSecondWriteBehindLaterOnesIsRefusedByName() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(
          "two",
          s -> {
            insert(s, slug + "-1");
            return insert(s, slug + "-3");
          });
      writes.add(s -> insert(s, slug + "-2"));
      assertThatThrownBy(writes::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("entry 1 'two' writes after the entries behind it have");
    }
    assertThat(exists(slug + "-1")).isFalse();
    assertThat(exists(slug + "-2")).isFalse();
  }

  @Test
  void theLastEntryOfAPipelineOfWritesMayWriteSeveralTimes() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> insert(s, slug + "-1"));
      writes.add(
          s -> {
            insert(s, slug + "-2");
            return insert(s, slug + "-3");
          });
      writes.flush();
    }
    assertThat(proxy.roundTrips()).isEqualTo(3);
    assertThat(exists(slug + "-3")).isTrue();
  }

  @Test
  void anIdempotencyKeyInAnEntryIsRefused() {
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> number(s, 1));
      writes.add(
          s ->
              alice
                  .once("key")
                  .projects()
                  .create("Once", unique(), ProjectFramework.REACT, ProjectVisibility.PRIVATE));
      assertThatThrownBy(writes::flush).isInstanceOf(TransactionException.class);
    }
  }

  @Test
  void anEntryThatIsATransactionKeepsTheOrderOfWrites() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> insert(s, slug + "-1"));
      Response<Long> middle =
          writes.add(
              s ->
                  s.transactionResult(
                      tx -> {
                        insert(tx, slug + "-2");
                        return (long) tx.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.startsWith(slug));
                      }));
      Response<Integer> last =
          writes.add(s -> s.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.startsWith(slug)));
      writes.flush();
      assertThat(middle.get()).isEqualTo(2);
      assertThat(last.get()).isEqualTo(2);
    }
    assertThat(exists(slug + "-2")).isTrue();
  }

  @Test
  void anEntryThatUndoesItsOwnTransactionUndoesNothingElse() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> insert(s, slug + "-1"));
      writes.add(
          s -> {
            assertThatThrownBy(
                    () ->
                        s.transaction(
                            tx -> {
                              insert(tx, slug + "-2");
                              throw new IllegalStateException("undo");
                            }))
                .hasMessage("undo");
            return 1;
          });
      writes.add(s -> insert(s, slug + "-3"));
      writes.flush();
    }
    assertThat(exists(slug + "-1")).isTrue();
    assertThat(exists(slug + "-2")).isFalse();
    assertThat(exists(slug + "-3")).isTrue();
  }

  @Test
  void aPipelineIsNotUsedFromItsEntriesNorTwice() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> page.add(t -> 1));
      assertThatThrownBy(page::flush).hasMessageContaining("uses the pipeline that it is in");
      assertThatThrownBy(() -> page.add(s -> 1)).hasMessageContaining("the pipeline is over");
    }
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> s.pipeline().add(t -> 1));
      assertThatThrownBy(page::flush).hasMessageContaining("cannot begin another one");
    }
  }

  @Test
  void moreEntriesThanMayWaitTakeAnotherRoundTrip() {
    List<Response<Integer>> responses = new ArrayList<>();
    try (Pipeline page = alice.pipeline()) {
      for (int i = 0; i < 200; i++) {
        int value = i;
        responses.add(page.add(s -> number(s, value)));
      }
      page.flush();
    }
    for (int i = 0; i < 200; i++) {
      assertThat(responses.get(i).get()).isEqualTo(i);
    }
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }

  @Test
  void largeBindsBehindRowsTakeAnotherRoundTrip() {
    String large = "x".repeat(50_000);
    List<Response<Integer>> responses = new ArrayList<>();
    try (Pipeline page = alice.pipeline()) {
      for (int i = 0; i < 4; i++) {
        responses.add(
            page.add(s -> s.dsl().select(DSL.length(DSL.val(large))).fetchSingle().value1()));
      }
      page.flush();
    }
    assertThat(responses).allSatisfy(one -> assertThat(one.get()).isEqualTo(50_000));
    assertThat(proxy.roundTrips()).isEqualTo(2);
  }

  @Test
  void valuesAreThoseAtTheTimeOfTheEntry() {
    byte[] bytes = {1, 2, 3};
    try (Pipeline page = alice.pipeline()) {
      Response<byte[]> sent = page.add(s -> s.dsl().select(DSL.val(bytes)).fetchSingle().value1());
      page.add(
          s -> {
            bytes[0] = 9;
            return number(s, 1);
          });
      page.flush();
      assertThat(sent.get()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aCommentDoesNotSwallowTheNextEntry() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one =
          page.add(s -> s.dsl().fetchSingle("select 1 -- one").get(0, Integer.class));
      Response<Integer> two =
          page.add(s -> s.dsl().fetchSingle("select 2 /* two */ -- ;").get(0, Integer.class));
      Response<Integer> three = page.add(s -> number(s, 3));
      page.flush();
      assertThat(List.of(one.get(), two.get(), three.get())).containsExactly(1, 2, 3);
    }
    for (String open :
        List.of("select 1 /* ", "select 'a", "select $$a", "select \"a", "select 1; commit")) {
      try (Pipeline page = alice.pipeline()) {
        page.add(
            s ->
                s.dsl()
                    .connectionResult(
                        connection -> connection.prepareStatement(open).executeQuery().next()));
        page.add(s -> number(s, 3));
        assertThatThrownBy(page::flush).as(open).isInstanceOf(RefusedStatementException.class);
      }
    }
  }

  @Test
  void aDryRunOfAPipelineStoresNothing() {
    String slug = unique();
    try (Pipeline writes = alice.dryRun().writePipelineAtOnce()) {
      Response<ProjectId> id = writes.add(s -> insert(s, slug));
      writes.flush();
      assertThat(id.get()).isNotNull();
    }
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void aDryRunOfEachKindRunsEverythingAndStoresNothing() {
    for (Supplier<Pipeline> kind : kinds(alice.dryRun())) {
      String slug = unique();
      try (Pipeline writes = kind.get()) {
        Response<ProjectId> id = writes.add(s -> insert(s, slug));
        Response<Integer> seen =
            writes.add(s -> s.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.eq(slug)));
        writes.flush();
        assertThat(id.get()).isNotNull();
        assertThat(seen.get()).isEqualTo(1);
      }
      assertThat(exists(slug)).isFalse();
      try (Pipeline writes = kind.get()) {
        writes.add(s -> insert(s, slug));
        writes.add(s -> insert(s, slug));
        assertThatThrownBy(writes::flush).isInstanceOf(UniqueViolationException.class);
      }
    }
    String slug = unique();
    alice.transaction(
        tx -> {
          insert(tx, slug);
          tx.dryRun()
              .transaction(
                  inner -> {
                    try (Pipeline writes = inner.pipeline()) {
                      writes.add(s -> insert(s, slug + "-1"));
                      writes.add(s -> insert(s, slug + "-2"));
                      writes.flush();
                    }
                  });
        });
    assertThat(exists(slug)).isTrue();
    assertThat(exists(slug + "-1")).isFalse();
    try (Pipeline page = alice.dryRun().pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      page.flush();
      assertThat(one.get()).isEqualTo(1);
    }
  }

  private static List<Supplier<Pipeline>> kinds(Session session) {
    return List.of(session::writePipeline, session::writePipelineAtOnce);
  }

  @Test
  void aMaximumOfRowsHoldsForAllEntriesOfEachKind() {
    for (Supplier<Pipeline> kind : kinds(alice.maxAffected(2))) {
      String slug = unique();
      try (Pipeline writes = kind.get()) {
        for (int i = 0; i < 3; i++) {
          String each = slug + "-" + i;
          writes.add(s -> insert(s, each));
        }
        assertThatThrownBy(writes::flush)
            .isInstanceOf(ExpectationException.class)
            .hasMessageContaining("at most 2");
      }
      assertThat(exists(slug + "-0")).isFalse();
      try (Pipeline writes = kind.get()) {
        writes.add(s -> insert(s, slug + "-0"));
        writes.add(s -> s.dsl().fetchCount(PROJECTS));
        writes.send();
        writes.add(s -> insert(s, slug + "-1"));
        writes.flush();
      }
      assertThat(exists(slug + "-1")).isTrue();
    }
    String slug = unique();
    assertThatThrownBy(
            () ->
                alice
                    .expectOne()
                    .transaction(
                        tx -> {
                          try (Pipeline writes = tx.pipeline()) {
                            writes.add(s -> insert(s, slug + "-0"));
                            writes.add(s -> insert(s, slug + "-1"));
                            writes.flush();
                          }
                        }))
        .isInstanceOf(ExpectationException.class);
    assertThat(exists(slug + "-0")).isFalse();
  }

  @Test
  void anExpectationOnAPipelineInATransactionIsRefusedWithTheWayOut() {
    alice.transaction(
        tx ->
            assertThatThrownBy(() -> tx.expectOne().pipeline())
                .isInstanceOf(TransactionException.class)
                .hasMessageContaining("give it to a nested transaction"));
  }

  @Test
  void anExpectationCountsTheRowsOfAllEntries() {
    String slug = unique();
    try (Pipeline writes = alice.expectOne().writePipeline()) {
      writes.add(s -> insert(s, slug + "-1"));
      writes.add(s -> insert(s, slug + "-2"));
      assertThatThrownBy(writes::flush).isInstanceOf(ExpectationException.class);
    }
    assertThat(exists(slug + "-1")).isFalse();
    try (Pipeline writes = alice.expectOne().writePipeline()) {
      writes.add(s -> insert(s, slug + "-3"));
      writes.add(s -> s.projects().count());
      writes.flush();
    }
    assertThat(exists(slug + "-3")).isTrue();
  }

  @Test
  void anExpectationWithinAnEntryHolds() {
    String slug = unique();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> insert(s, slug));
      writes.add(
          s ->
              s.expectOne()
                  .dsl()
                  .update(PROJECTS)
                  .set(PROJECTS.NAME, "y")
                  .where(PROJECTS.SLUG.eq("none"))
                  .execute());
      assertThatThrownBy(writes::flush).isInstanceOf(ExpectationException.class);
    }
    assertThat(exists(slug)).isFalse();
  }

  @Test
  void theTimeLimitOfTheSessionHolds() {
    try (Pipeline page = alice.withTimeout(Duration.ofMillis(200)).pipeline()) {
      page.add(s -> number(s, 1));
      page.add(
          s ->
              s.dsl()
                  .fetchSingle("select count(*) from generate_series(1, 1000000000)")
                  .get(0, Long.class));
      assertThatThrownBy(page::flush).isInstanceOf(StatementTimeoutException.class);
    }
  }

  @Test
  void aTimeLimitOnAPipelineInATransactionHoldsForItAlone() {
    alice.transaction(
        tx -> {
          assertThatThrownBy(
                  () ->
                      tx.transaction(
                          inner -> {
                            Session hasty = inner.withTimeout(Duration.ofMillis(300));
                            try (Pipeline page = hasty.pipeline()) {
                              page.add(s -> number(s, 1));
                              page.add(s -> s.dsl().fetch("select pg_sleep(20)").size());
                              page.flush();
                            }
                          }))
              .isInstanceOf(StatementTimeoutException.class);
          assertThat(tx.dsl().fetch("select pg_sleep(0.4)")).hasSize(1);
        });
  }

  @Test
  void nothingOfWritesIsStoredThatRanOutOfTime() {
    for (Supplier<Pipeline> kind : kinds(alice.withTimeout(Duration.ofMillis(500)))) {
      String slug = unique();
      try (Pipeline writes = kind.get()) {
        writes.add(s -> insert(s, slug));
        writes.add("slow", s -> s.dsl().fetch("select pg_sleep(20)").size());
        writes.add(s -> insert(s, slug + "-2"));
        assertThatThrownBy(writes::flush)
            .isInstanceOf(StatementTimeoutException.class)
            .hasMessageStartingWith("entry 2 'slow': ");
      }
      assertThat(exists(slug)).isFalse();
    }
  }

  @Test
  void aTimeLimitInAnEntryHoldsForItsRound() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(
          s -> s.withTimeout(Duration.ofMillis(200)).dsl().fetch("select pg_sleep(20)").size());
      assertThatThrownBy(page::flush).isInstanceOf(StatementTimeoutException.class);
    }
  }

  @Test
  void nothingIsSentOnceTheTimeIsOver() {
    try (Pipeline page = alice.withTimeout(Duration.ofMillis(20)).pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      page.add(
          s -> {
            Thread.sleep(40);
            return 2;
          });
      assertThatThrownBy(page::flush).isInstanceOf(StatementTimeoutException.class);
      assertThatThrownBy(one::get).isInstanceOf(TransactionException.class);
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void anIdempotencyKeyOfATransactionCoversItsPipeline() {
    String slug = unique();
    for (int i = 0; i < 2; i++) {
      alice
          .once("key-" + slug)
          .transaction(
              tx -> {
                try (Pipeline writes = tx.pipeline()) {
                  writes.add(s -> insert(s, slug));
                  writes.add(s -> insert(s, slug + "-more"));
                  writes.flush();
                }
              });
    }
    assertThat(exists(slug + "-more")).isTrue();
  }

  @Test
  void untypedBindsKeepAPipelineAtOneRoundTrip() {
    for (int i = 0; i < 20; i++) {
      proxy.reset();
      try (Pipeline page = alice.pipeline()) {
        for (int j = 0; j < 3; j++) {
          page.add(
              s ->
                  s.dsl()
                      .connectionResult(
                          connection -> {
                            try (var statement =
                                connection.prepareStatement("select 'x'::text, ?::timestamptz")) {
                              statement.setTimestamp(1, new Timestamp(0));
                              return statement.executeQuery().next();
                            }
                          }));
        }
        page.flush();
      }
      assertThat(proxy.roundTrips()).as("run %d", i).isEqualTo(1);
    }
  }
}
