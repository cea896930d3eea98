package ai.flashfusion.repository;

import static ai.flashfusion.usage.UsageDimension.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Checks which queries are answered from the sums by hour, and that the results do not differ. */
class UsageRollupTest extends RepositoryFixture {

  private static final UsageQuery MARCH =
      UsageQuery.between(
          Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"));

  private static final List<BiConsumer<AiUsageRepository, UsageQuery>> QUESTIONS =
      List.of(
          AiUsageRepository::total,
          AiUsageRepository::byModel,
          AiUsageRepository::byProvider,
          AiUsageRepository::daily,
          AiUsageRepository::projectedMonthEnd,
          (usage, query) -> usage.spendAgainst(query, BigDecimal.TEN));

  private AiUsageLogRecord used(String at, String costUsd) {
    return new AiUsageLogRecord()
        .setUserId(aliceProfile)
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel("gpt-4o")
        .setCostUsd(new BigDecimal(costUsd))
        .setCreatedAt(Instant.parse(at));
  }

  @Test
  void onlyServiceQueriesAboutEverybodyReadRollup() {
    UsageQuery one = MARCH.withProfile(aliceProfile);
    UsageQuery project = MARCH.withProject(ProjectId.of(UUID.randomUUID()));
    UsageQuery india = MARCH.withZone(ZoneId.of("Asia/Kolkata"));
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      Session everybody = flashfusion.asService("a test of the rollup");
      Session user = flashfusion.asUser(aliceUser);
      everybody.projects().count(); // opens the pool of the service
      for (BiConsumer<AiUsageRepository, UsageQuery> question : QUESTIONS) {
        assertThat(asksRollup(proxy, () -> question.accept(everybody.aiUsage(), MARCH))).isTrue();
        assertThat(asksRollup(proxy, () -> question.accept(everybody.aiUsage(), one))).isFalse();
        assertThat(asksRollup(proxy, () -> question.accept(everybody.aiUsage(), project)))
            .isFalse();
        assertThat(asksRollup(proxy, () -> question.accept(user.aiUsage(), MARCH))).isFalse();
      }
      assertThat(asksRollup(proxy, () -> everybody.aiUsage().byModel(india))).isTrue();
      assertThat(asksRollup(proxy, () -> everybody.aiUsage().daily(india))).isFalse();
      assertThat(asksRollup(proxy, () -> everybody.aiUsage().summary(MARCH, PROVIDER))).isFalse();
      assertThat(asksRollup(proxy, () -> everybody.aiUsage().topSpenders(MARCH, 3))).isFalse();
    }
  }

  private static boolean asksRollup(WireProxy proxy, Runnable question) {
    proxy.record();
    proxy.reset();
    question.run();
    assertThat(proxy.roundTrips()).isEqualTo(1);
    return proxy.statements().stream().anyMatch(s -> s.sql().contains("flashfusion_rollup"));
  }

  @Test
  void anAnswerIsUpToDateBeforeAndAfterFolding() {
    alice.aiUsage().record(used("2026-03-10T12:30:00Z", "1.5"));
    Usage one = new Usage(1, 0, 0, 0, new BigDecimal("1.500000"), 0);
    assertThat(service.aiUsage().total(MARCH)).isEqualTo(one);

    assertThat(service.aiUsage().foldRollup()).isEqualTo(1);
    assertThat(service.aiUsage().total(MARCH)).isEqualTo(one);

    service.transaction(
        tx -> {
          tx.aiUsage().record(used("2026-03-01T00:00:00Z", "0.5"));
          assertThat(tx.aiUsage().total(MARCH).requests()).isEqualTo(2);
          assertThat(service.aiUsage().byModel(MARCH))
              .extracting(UsageByModel::usage)
              .extracting(Usage::requests)
              .containsExactly(2L);
        });
    assertThat(service.aiUsage().rebuildRollup()).isEqualTo(2);
    assertThat(service.aiUsage().total(MARCH).costUsd()).isEqualByComparingTo("2");
  }

  @Test
  void deletedRowsLeaveNoGroup() {
    service.aiUsage().record(used("2026-03-10T12:30:00Z", "1.5"));
    service.aiUsage().foldRollup();
    embedded.dsl().execute("delete from public.ai_usage_logs");

    for (int folded = 0; folded < 2; folded++) {
      assertThat(service.aiUsage().byModel(MARCH)).isEmpty();
      assertThat(service.aiUsage().total(MARCH)).isEqualTo(Usage.NONE);
      assertThat(service.aiUsage().daily(MARCH))
          .extracting(UsageByDay::usage)
          .containsOnly(Usage.NONE);
      service.aiUsage().foldRollup();
    }
  }

  /**
   * Checks Goose Bay, where the clock went from 00:01 back to 23:01: an hour of UTC was on two
   * days.
   */
  @Test
  void scansRowsIfHourBelongsToTwoDays() {
    service.aiUsage().record(used("2010-11-07T03:00:30Z", "1"));
    service.aiUsage().record(used("2010-11-07T03:30:00Z", "1"));
    UsageQuery days =
        UsageQuery.between(
                Instant.parse("2010-11-06T03:00:00Z"), Instant.parse("2010-11-08T04:00:00Z"))
            .withZone(ZoneId.of("America/Goose_Bay"));

    assertThat(service.aiUsage().daily(days))
        .extracting(day -> day.day() + " " + day.usage().requests())
        .containsExactly("2010-11-06 1", "2010-11-07 1");
    assertThat(service.aiUsage().daily(days))
        .isEqualTo(service.aiUsage().daily(days.withProfile(aliceProfile)));
  }

  /** Checks that one row of a user does not break the service's sums. */
  @Test
  void costThatIsNotANumberCountsAsNone() {
    alice.aiUsage().record(used("2026-03-10T12:30:00Z", "1.5"));
    embedded
        .dsl()
        .execute("alter table ai_usage_logs drop constraint ai_usage_logs_cost_usd_readable");
    alice
        .dsl()
        .execute(
            "insert into public.ai_usage_logs (user_id, provider, model, cost_usd, created_at)"
                + " values (?::uuid, 'openai', 'gpt-4o', 'NaN', '2026-03-10 12:30Z')",
            aliceProfile.value());

    Usage both = new Usage(2, 0, 0, 0, new BigDecimal("1.500000"), 0);
    assertThat(alice.aiUsage().total(MARCH)).isEqualTo(both);
    assertThat(service.aiUsage().total(MARCH)).isEqualTo(both);
    service.aiUsage().foldRollup();
    assertThat(service.aiUsage().total(MARCH)).isEqualTo(both);
    assertThat(service.aiUsage().topSpenders(MARCH, 1).get(0).usage()).isEqualTo(both);
  }

  @Test
  void theServiceAloneFoldsAndRebuilds() {
    for (Session session : List.of(alice, embedded.flashfusion().asAnonymous())) {
      assertThatThrownBy(() -> session.aiUsage().foldRollup())
          .isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> session.aiUsage().rebuildRollup())
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("use a session of the service");
      assertThatThrownBy(() -> session.dsl().fetch("table flashfusion_rollup.usage_hours"))
          .isInstanceOf(AccessDeniedException.class);
    }
  }
}
