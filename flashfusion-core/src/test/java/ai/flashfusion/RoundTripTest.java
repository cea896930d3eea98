package ai.flashfusion;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Cursor;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundTripTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final FlashFusion flashfusion = embedded.through(proxy);
  static Session alice;

  @BeforeAll
  static void connect() {
    AuthUserId id = embedded.signUp("alice@example.com");
    alice = flashfusion.asUser(id);
    alice.projects().count();
  }

  @BeforeEach
  void reset() {
    proxy.reset();
  }

  @Test
  void aReadIsOneRoundTrip() {
    alice.projects().findBySlug("none");
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  @Test
  void aReadOfAnAggregateIsOneRoundTrip() {
    alice.aiUsage().byModel(UsageQuery.lastDays(30));
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  @Test
  void aWriteThatReturnsItsRowIsOneRoundTrip() {
    alice.projects().create("One", "one", ProjectFramework.REACT, ProjectVisibility.PUBLIC);
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  @Test
  void everyExecutionOfTheSameStatementIsOneRoundTrip() {
    for (int i = 0; i < 20; i++) {
      alice.projects().findBySlug("none");
    }
    assertThat(proxy.roundTrips()).isEqualTo(20);
  }

  @Test
  void typedNullsKeepAStatementAtOneRoundTrip() {
    for (int i = 0; i < 20; i++) {
      alice
          .dsl()
          .selectFrom(PROJECTS)
          .where(PROJECTS.ID.eq((ProjectId) null))
          .or(PROJECTS.CREATED_AT.eq((Instant) null))
          .or(PROJECTS.TAGS.eq((String[]) null))
          .or(PROJECTS.ID.coerce(UUID.class).eq((UUID) null))
          .fetch();
    }
    assertThat(proxy.roundTrips()).isEqualTo(20);
  }

  @Test
  void bindsWithoutATypeKeepAStatementAtOneRoundTrip() {
    for (int i = 0; i < 20; i++) {
      alice
          .dsl()
          .fetch(
              "select 'x'::text from projects where created_at > ? and name is distinct from ?",
              Timestamp.from(Instant.EPOCH),
              null);
    }
    assertThat(proxy.roundTrips()).isEqualTo(20);
  }

  @Test
  void aTransactionOfThreeStatementsIsFourRoundTrips() {
    alice.transaction(
        tx -> {
          tx.projects().create("Two", "two", ProjectFramework.VUE, ProjectVisibility.PRIVATE);
          tx.projects().findBySlug("two");
          tx.projects().count();
        });
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }

  @Test
  void aTransactionThroughJooqCostsTheSame() {
    alice
        .dsl()
        .transaction(
            tx -> {
              tx.dsl().fetchCount(PROJECTS);
              tx.dsl().fetchCount(PROJECTS);
              tx.dsl().fetchCount(PROJECTS);
            });
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }

  @Test
  void aTransactionWithoutStatementsIsFree() {
    alice.transaction(tx -> {});
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void aNestedTransactionAddsItsSavepointAndItsRelease() {
    alice.transaction(
        tx -> {
          tx.projects().count();
          tx.transaction(inner -> inner.projects().count());
        });
    assertThat(proxy.roundTrips()).isEqualTo(1 + 2 + 1 + 1);
  }

  @Test
  void aBatchOutsideOfATransactionIsIdentityBatchAndCommit() {
    int[] counts =
        alice
            .dsl()
            .batch(
                alice
                    .dsl()
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, (String) null)
                    .where(PROJECTS.SLUG.eq((String) null)))
            .bind("a", "none-1")
            .bind("b", "none-2")
            .execute();
    assertThat(counts).containsExactly(0, 0);
    assertThat(proxy.roundTrips()).isEqualTo(3);
  }

  @Test
  void aCursorIsReadPieceByPieceInsideATransaction() {
    long rows =
        alice.transactionResult(
            tx -> {
              long read = 0;
              try (Cursor<?> cursor =
                  tx.dsl()
                      .select(DSL.val(1))
                      .from(DSL.generateSeries(1, 1000))
                      .fetchSize(100)
                      .fetchLazy()) {
                while (cursor.fetchNext() != null) {
                  read++;
                }
              }
              return read;
            });
    assertThat(rows).isEqualTo(1000);
    // Ten full pieces, the empty one after them, and the commit.
    assertThat(proxy.roundTrips()).isEqualTo(12);
  }

  @Test
  void aBulkInsertOfAThousandRowsIsOneStatement() {
    var profile = alice.profiles().me().getId();
    List<ai.flashfusion.schema.tables.records.AiUsageLogRecord> rows =
        java.util.stream.IntStream.range(0, 1000)
            .mapToObj(
                i -> {
                  var row = AI_USAGE_LOGS.newRecord();
                  row.setUserId(profile);
                  row.setProvider(ai.flashfusion.schema.enums.AiUsageLogProvider.OPENAI);
                  row.setModel("gpt-4o");
                  row.setPromptTokens(i);
                  return row;
                })
            .toList();
    proxy.reset();
    assertThat(alice.aiUsage().recordAll(rows, sent -> {})).isEqualTo(1000);
    assertThat(proxy.roundTrips()).isEqualTo(2);
  }

  @Test
  void connectingAsksForRightsAndTriesIdentityAndNothingElse() {
    try (WireProxy fresh = WireProxy.to(embedded.host(), embedded.port())) {
      fresh.record();
      FlashFusion connected = embedded.builder().url(fresh.url(embedded.database())).connect();
      try (connected) {
        assertThat(fresh.statements())
            .extracting(WireStatement::sql)
            .filteredOn(sql -> !sql.isEmpty() && !sql.startsWith("SHOW")) // sent by the pool
            .satisfiesExactly(
                rights -> assertThat(rights).contains("session_user"),
                begin -> assertThat(begin).isEqualTo("begin"),
                role -> assertThat(role).contains("set_config"),
                identity -> assertThat(identity).contains("flashfusion.enter"),
                probe -> assertThat(probe).contains("is_sealed"),
                commit -> assertThat(commit).isEqualTo("commit"));
      }
    }
  }

  @Test
  void doctorIsFourRoundTrips() {
    flashfusion.doctor();
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }
}
