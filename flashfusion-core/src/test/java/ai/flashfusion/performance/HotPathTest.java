package ai.flashfusion.performance;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The cost of a call on this side of the wire. */
class HotPathTest {

  private static final int CALLS = 400;

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Session alice = embedded.user("alice");
  private static final ProjectId project = project(alice, "hot");
  private static final ProfileId profile = alice.profiles().me().getId();

  /** Checks a project with 26 columns; the driver's own part is 3,000 bytes. */
  @Test
  void aPointReadAllocatesLessThan16500Bytes() {
    assertThat(medianBytes(() -> alice.projects().get(project))).isLessThan(16_500);
  }

  @Test
  void aPageOfTheNewestRowsCostsLessThanOneWithACondition() {
    for (int i = 0; i < 25; i++) {
      project(alice, "page-" + i);
    }
    PageQuery newest = PageQuery.ofSize(3);
    PageQuery conditional = newest.where(DSL.trueCondition());
    PageQuery keptQuery = newest.after(alice.projects().page(newest).next().orElseThrow());
    PageQuery anewQuery =
        conditional.after(alice.projects().page(conditional).next().orElseThrow());

    long kept = medianBytes(() -> alice.projects().page(keptQuery));
    long anew = medianBytes(() -> alice.projects().page(anewQuery));
    assertThat(kept).isLessThan(anew - 2_000);
  }

  @Test
  void aPointReadCostsLessThanBuildingTheSameQueryAnew() {
    long kept = medianBytes(() -> alice.projects().get(project));
    long anew =
        medianBytes(
            () -> alice.dsl().selectFrom(PROJECTS).where(PROJECTS.ID.eq(project)).fetchSingle());
    assertThat(kept).isLessThan(anew - 4_000);
  }

  @Test
  void aPageCostsLessThanBuildingTheSameQueryAnew() {
    long kept = medianBytes(() -> alice.projects().page(PageQuery.ofSize(20)));
    long anew =
        medianBytes(
            () ->
                alice
                    .dsl()
                    .selectFrom(PROJECTS)
                    .orderBy(PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc())
                    .limit(21)
                    .fetch());
    assertThat(kept).isLessThan(anew);
  }

  /** It is grouped by two columns, and sums six. */
  @Test
  void aSummaryAllocatesLessThan42000Bytes() {
    UsageQuery month = UsageQuery.lastDays(30);
    assertThat(medianBytes(() -> alice.aiUsage().byModel(month))).isLessThan(42_000);
  }

  @Test
  void anInsertCostsLessThanBuildingTheSameStatementAnew() {
    long kept = medianBytes(() -> alice.aiUsage().insert(usage().setUserId(profile)));
    long anew =
        medianBytes(
            () ->
                alice
                    .dsl()
                    .insertInto(AI_USAGE_LOGS)
                    .set(usage().setUserId(profile))
                    .returning()
                    .fetchSingle());
    assertThat(kept).isLessThan(anew - 1_000);
  }

  @Test
  void aCallThatNobodyObservesIsNotMeasured() {
    long unobserved = medianBytes(() -> alice.projects().get(project));
    try (FlashFusion observed = embedded.builder().listener(call -> end -> {}).connect()) {
      Session same = observed.session(alice.identity());
      assertThat(unobserved).isLessThan(medianBytes(() -> same.projects().get(project)) - 300);
    }
  }

  @Test
  void connectingCostsFourRoundTripsAfterTheLogin() {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      assertThat(flashfusion).isNotNull();
      assertThat(proxy.roundTrips()).isEqualTo(4);
    }
  }

  @Test
  void theClaimsDoNotTravelBack() {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      proxy.record();
      flashfusion.asUser(alice.identity().authUserId().orElseThrow()).projects().count();

      assertThat(proxy.statements())
          .extracting(statement -> statement.sql())
          .filteredOn(sql -> sql.contains("set_config"))
          .isNotEmpty()
          .allSatisfy(
              sql ->
                  assertThat(sql.strip())
                      .startsWith(
                          "select pg_catalog.set_config('statement_timeout', $1, true),"
                              + " pg_catalog.num_nulls(")
                      .matches(".*set_config\\([^()]*\\)\\)"));
    }
  }

  private static AiUsageLogRecord usage() {
    return new AiUsageLogRecord()
        .setProjectId(project)
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel("gpt-4o")
        .setAction(AiUsageLogAction.CHAT)
        .setTotalTokens(3);
  }

  private static long medianBytes(Runnable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] bytes = new long[CALLS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < CALLS; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        call.run();
        bytes[i] = threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    Arrays.sort(bytes);
    return bytes[CALLS / 2];
  }
}
