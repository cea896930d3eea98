package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.SUBSCRIPTION_HISTORY;
import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.ENTERPRISE;
import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.FREE;
import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.PRO;
import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.STARTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.billing.Churn;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SubscriptionHistoryRepositoryTest extends RepositoryFixture {

  static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
  static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void periodLastsToTheNanosecondBeforeTheNext() {
    service.subscriptions().changeTier(aliceProfile, ProfileSubscriptionTier.PRO, null, JANUARY);
    service.subscriptions().changeTier(aliceProfile, ProfileSubscriptionTier.FREE, null, MARCH);
    assertThat(
            alice.subscriptions().asOf(aliceProfile, MARCH.minusNanos(1)).orElseThrow().getTier())
        .isEqualTo("pro");
    assertThat(alice.subscriptions().asOf(aliceProfile, JANUARY.minusNanos(1))).isEmpty();
  }

  @Test
  void aChangeClosesThePeriodOpensTheNextAndTellsTheProfile() {
    assertThat(service.subscriptions().current(aliceProfile)).isEmpty();
    SubscriptionHistoryRecord pro = change(aliceProfile, PRO, JANUARY);
    assertThat(pro.getReason()).isEqualTo("test");
    assertThat(pro.getStatus()).isEqualTo("active");
    assertThat(tierOf(aliceProfile)).isEqualTo(PRO);
    SubscriptionHistoryRecord free = change(aliceProfile, FREE, FEBRUARY.plusNanos(1_999));
    assertThat(tierOf(aliceProfile)).isEqualTo(FREE);
    Instant changed = FEBRUARY.plusNanos(1_000);
    assertThat(free.getStartedAt()).isEqualTo(changed);
    assertThat(alice.subscriptions().timeline(aliceProfile))
        .extracting(
            SubscriptionHistoryRecord::getTier,
            SubscriptionHistoryRecord::getStartedAt,
            SubscriptionHistoryRecord::getEndedAt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("pro", JANUARY, changed),
            org.assertj.core.groups.Tuple.tuple("free", changed, null));
    assertThat(alice.subscriptions().current(aliceProfile)).contains(free);
    assertThat(alice.subscriptions().asOf(aliceProfile, JANUARY.minusNanos(1_000))).isEmpty();
    assertThat(tierAsOf(JANUARY)).isEqualTo("pro");
    assertThat(tierAsOf(changed.minusNanos(1_000))).isEqualTo("pro");
    assertThat(tierAsOf(changed)).isEqualTo("free");
    assertThat(tierAsOf(MARCH)).isEqualTo("free");
  }

  @Test
  void changesTierNowWithoutTime() {
    SubscriptionHistoryRecord pro = service.subscriptions().changeTier(aliceProfile, PRO, null);
    SubscriptionHistoryRecord free = service.subscriptions().changeTier(aliceProfile, FREE, null);
    assertThat(free.getStartedAt()).isAfter(pro.getStartedAt());
    assertThat(free.getReason()).isNull();
    assertThat(service.subscriptions().get(pro.getId()).getEndedAt())
        .isEqualTo(free.getStartedAt());
  }

  @Test
  void theSameTierChangesNoPeriodButPutsTheProfileRight() {
    SubscriptionHistoryRecord pro = change(aliceProfile, PRO, JANUARY);
    embedded.dsl().update(PROFILES).set(PROFILES.SUBSCRIPTION_TIER, FREE).execute();
    assertThat(change(aliceProfile, PRO, FEBRUARY)).isEqualTo(pro);
    assertThat(service.subscriptions().timeline(aliceProfile)).containsExactly(pro);
    assertThat(tierOf(aliceProfile)).isEqualTo(PRO);
  }

  @Test
  void rejectsTimeThatOverlapsOrIsInFuture() {
    change(aliceProfile, PRO, FEBRUARY);
    for (Instant at : List.of(JANUARY, FEBRUARY)) {
      assertThatThrownBy(() -> change(aliceProfile, FREE, at))
          .isInstanceOf(IllegalTransitionException.class)
          .hasMessageContaining("must be after " + FEBRUARY);
    }
    assertThatThrownBy(() -> change(aliceProfile, FREE, Instant.parse("2999-01-01T00:00:00Z")))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("2999");
    end(aliceProfile, MARCH);
    assertThatThrownBy(() -> change(aliceProfile, FREE, MARCH.minusNanos(1_000)))
        .isInstanceOf(IllegalTransitionException.class);
    change(aliceProfile, FREE, MARCH);
    assertThat(service.subscriptions().timeline(aliceProfile)).hasSize(2);
    assertThatThrownBy(() -> change(ProfileId.random(), PRO, JANUARY))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aUserReadsTheirOwnAndWritesNothing() {
    change(aliceProfile, PRO, JANUARY);
    assertThat(alice.subscriptions().current(aliceProfile)).isPresent();
    assertThat(bob.subscriptions().current(aliceProfile)).isEmpty();
    assertThat(bob.subscriptions().asOf(aliceProfile, MARCH)).isEmpty();
    assertThat(bob.subscriptions().timeline(aliceProfile)).isEmpty();
    assertThatThrownBy(() -> alice.subscriptions().changeTier(aliceProfile, ENTERPRISE, null))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> alice.subscriptions().churn(new TimeRange(JANUARY, FEBRUARY)))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(tierOf(aliceProfile)).isEqualTo(PRO);
  }

  @Test
  void churnCountsProfilesThatStoppedPayingInRange() {
    ProfileId stays = person("stays");
    ProfileId downgrades = person("downgrades");
    ProfileId ends = person("ends");
    ProfileId comesBack = person("comes-back");
    ProfileId joins = person("joins");
    ProfileId changesPlan = person("changes-plan");
    Instant before = JANUARY.minus(Duration.ofDays(1));
    for (ProfileId each : List.of(stays, downgrades, ends, comesBack, changesPlan)) {
      change(each, PRO, before);
    }
    change(joins, PRO, JANUARY);
    change(joins, FREE, JANUARY.plusSeconds(1));
    change(downgrades, FREE, JANUARY);
    end(ends, FEBRUARY.minusNanos(1_000));
    change(comesBack, FREE, JANUARY.plusSeconds(5));
    change(comesBack, PRO, JANUARY.plusSeconds(6));
    change(changesPlan, STARTER, JANUARY.plusSeconds(5));
    change(stays, FREE, FEBRUARY);
    assertThat(churn(JANUARY, FEBRUARY)).isEqualTo(new Churn(5, 2));
    assertThat(churn(JANUARY, FEBRUARY).rate()).isEqualTo(0.4);
    assertThat(churn(FEBRUARY, MARCH)).isEqualTo(new Churn(3, 1));
    assertThat(churn(before, JANUARY)).isEqualTo(new Churn(0, 0));
    assertThat(churn(before, JANUARY).rate()).isZero();
  }

  @Test
  void changesAtOnceLeaveNoGapAndNoOverlap() throws Exception {
    ProfileSubscriptionTier[] tiers = ProfileSubscriptionTier.values();
    var answers =
        Callers.together(
            i -> service.subscriptions().changeTier(aliceProfile, tiers[i % tiers.length], "x"));
    assertThat(Callers.failures(answers)).isEmpty();
    List<SubscriptionHistoryRecord> periods = service.subscriptions().timeline(aliceProfile);
    assertNoGapAndNoOverlap(periods);
    assertThat(periods.get(periods.size() - 1).getTier())
        .isEqualTo(tierOf(aliceProfile).getLiteral());
    assertThat(Callers.results(answers).stream().distinct().count())
        .isLessThanOrEqualTo(periods.size());
  }

  @Test
  void makesOneOfConcurrentEqualChanges() throws Exception {
    var answers =
        Callers.together(i -> service.subscriptions().changeTier(aliceProfile, PRO, null));
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(service.subscriptions().timeline(aliceProfile)).hasSize(1);
  }

  static void assertNoGapAndNoOverlap(List<SubscriptionHistoryRecord> periods) {
    for (int i = 0; i < periods.size(); i++) {
      Instant next = i + 1 < periods.size() ? periods.get(i + 1).getStartedAt() : null;
      assertThat(periods.get(i).getEndedAt()).isEqualTo(next);
      if (next != null) {
        assertThat(next).isAfter(periods.get(i).getStartedAt());
        assertThat(periods.get(i + 1).getTier()).isNotEqualTo(periods.get(i).getTier());
      }
    }
  }

  private Churn churn(Instant from, Instant to) {
    return service.subscriptions().churn(new TimeRange(from, to));
  }

  private SubscriptionHistoryRecord change(
      ProfileId profile, ProfileSubscriptionTier tier, Instant at) {
    return service.subscriptions().changeTier(profile, tier, "test", at);
  }

  private void end(ProfileId profile, Instant at) {
    embedded
        .dsl()
        .update(SUBSCRIPTION_HISTORY)
        .set(SUBSCRIPTION_HISTORY.ENDED_AT, at)
        .where(SUBSCRIPTION_HISTORY.USER_ID.eq(profile))
        .and(SUBSCRIPTION_HISTORY.ENDED_AT.isNull())
        .execute();
  }

  private ProfileId person(String name) {
    return embedded
        .flashfusion()
        .asUser(embedded.signUp(name + "@example.com"))
        .profiles()
        .me()
        .getId();
  }

  private ProfileSubscriptionTier tierOf(ProfileId profile) {
    return Objects.requireNonNull(service.profiles().get(profile).getSubscriptionTier());
  }

  private String tierAsOf(Instant instant) {
    return alice.subscriptions().asOf(aliceProfile, instant).orElseThrow().getTier();
  }
}
