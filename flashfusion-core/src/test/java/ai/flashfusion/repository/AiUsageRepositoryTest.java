package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.usage.UsageDimension.MODEL;
import static ai.flashfusion.usage.UsageDimension.PROJECT;
import static ai.flashfusion.usage.UsageDimension.STATUS;
import static ai.flashfusion.usage.UsageDimension.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.BudgetUse;
import ai.flashfusion.usage.Latency;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByProfile;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AiUsageRepositoryTest {

  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  static final UsageQuery ALL =
      UsageQuery.between(
          Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2030-01-01T00:00:00Z"));

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final Session service = embedded.flashfusion().asService("a test of usage");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final ProfileId bobProfile = bob.profiles().me().getId();

  static AiUsageLogRecord usage(Instant at, String costUsd) {
    return new AiUsageLogRecord()
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel("gpt-4o")
        .setPromptTokens(10)
        .setCompletionTokens(1)
        .setTotalTokens(11)
        .setCostUsd(new BigDecimal(costUsd))
        .setCreatedAt(at);
  }

  void recordAt(String... instants) {
    Stream.of(instants).forEach(at -> alice.aiUsage().record(usage(Instant.parse(at), "1")));
  }

  @Test
  void aRecordWithoutAProfileIsTheCallersOwn() {
    AiUsageLogRecord stored = alice.aiUsage().record(usage(NOON, "0.5"));
    assertThat(stored.getUserId()).isEqualTo(aliceProfile);
    assertThat(stored.getStatus()).isEqualTo(AiUsageLogStatus.SUCCESS);
    assertThat(stored.getId()).isNotNull();
    assertThat(service.aiUsage().record(usage(NOON, "1").setUserId(bobProfile)).getUserId())
        .isEqualTo(bobProfile);
  }

  @Test
  void rejectsUsageOfOthersOrOfNobody() {
    assertThatThrownBy(() -> alice.aiUsage().record(usage(NOON, "1").setUserId(bobProfile)))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> service.aiUsage().record(usage(NOON, "1")))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("names the profile");
    assertThat(service.aiUsage().count()).isZero();
  }

  @Test
  void everybodySeesTheirOwnUsageAndTheServiceSeesAll() {
    alice.aiUsage().record(usage(NOON, "1"));
    bob.aiUsage().record(usage(NOON, "2"));
    assertThat(alice.aiUsage().total(ALL).costUsd()).isEqualByComparingTo("1");
    assertThat(alice.aiUsage().total(ALL.withProfile(bobProfile))).isEqualTo(Usage.NONE);
    assertThat(service.aiUsage().total(ALL).costUsd()).isEqualByComparingTo("3");
    assertThat(service.aiUsage().total(ALL.withProfile(bobProfile)).costUsd())
        .isEqualByComparingTo("2");
    assertThatThrownBy(() -> embedded.flashfusion().asAnonymous().aiUsage().total(ALL))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aRangeIsHalfOpen() {
    recordAt("2026-03-10T12:00:00Z");
    assertThat(alice.aiUsage().total(UsageQuery.between(NOON, NOON.plusNanos(1000))).requests())
        .isEqualTo(1);
    assertThat(alice.aiUsage().total(UsageQuery.between(NOON.minusSeconds(1), NOON)).requests())
        .isZero();
  }

  List<String> starts(UsageQuery query) {
    return alice.aiUsage().summary(query, TIME).stream()
        .map(group -> group.start() + " " + group.usage().requests())
        .toList();
  }

  @Test
  void theHourThatAClockChangeRepeatsIsTwoBuckets() {
    recordAt("2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z");
    assertThat(starts(ALL.withZone(BERLIN).withBucket(TimeBucket.HOUR)))
        .containsExactly(
            "2026-10-25T02:00+02:00[Europe/Berlin] 2", "2026-10-25T02:00+01:00[Europe/Berlin] 1");
    assertThat(starts(ALL.withZone(BERLIN)))
        .containsExactly("2026-10-25T00:00+02:00[Europe/Berlin] 3");
  }

  @Test
  void clockChangeOfHalfAnHourBeginsAShorterHour() {
    ZoneId zone = ZoneId.of("Australia/Lord_Howe");
    UsageQuery query =
        UsageQuery.between(Instant.parse("2024-01-01T00:00:00Z"), TimeRange.LATEST)
            .withZone(zone)
            .withBucket(TimeBucket.HOUR);
    recordAt(
        "2024-04-06T14:59:59Z",
        "2024-04-06T15:00:00Z",
        "2024-04-06T15:29:59Z",
        "2024-04-06T15:30:00Z",
        "2024-10-05T15:29:59Z",
        "2024-10-05T15:30:00Z",
        "2024-10-05T16:00:00Z");
    assertThat(
            alice.aiUsage().summary(query, TIME).stream()
                .map(
                    group ->
                        Objects.requireNonNull(group.start()).toInstant()
                            + " "
                            + group.usage().requests()))
        .containsExactly(
            "2024-04-06T14:00:00Z 1",
            "2024-04-06T15:00:00Z 2",
            "2024-04-06T15:30:00Z 1",
            "2024-10-05T14:30:00Z 1",
            "2024-10-05T15:30:00Z 1",
            "2024-10-05T16:00:00Z 1");
    assertThat(alice.aiUsage().summary(between(query, "2024-04-06T15:20:00Z"), TIME))
        .first()
        .extracting(group -> Objects.requireNonNull(group.start()).toInstant())
        .isEqualTo(Instant.parse("2024-04-06T15:00:00Z"));
  }

  private static UsageQuery between(UsageQuery query, String from) {
    return UsageQuery.between(Instant.parse(from), query.to())
        .withZone(query.zone())
        .withBucket(query.bucket());
  }

  @Test
  void rangesFinerThanMicrosecondsNeitherLoseNorGainRows() {
    recordAt("2026-03-10T12:00:00.000001Z");
    Instant fine = Instant.parse("2026-03-10T12:00:00.000001700Z");
    assertThat(alice.aiUsage().total(UsageQuery.between(NOON, fine)).requests()).isZero();
    assertThat(alice.aiUsage().total(UsageQuery.between(fine, NOON.plusSeconds(1))).requests())
        .isOne();
    Instant midnight = Instant.parse("2026-03-11T00:00:00.000000500Z");
    assertThat(alice.aiUsage().daily(UsageQuery.between(NOON, midnight))).hasSize(1);
  }

  @Test
  void listsNoMoreThanAHundredYearsOfDays() {
    UsageQuery always = UsageQuery.between(TimeRange.EARLIEST, TimeRange.LATEST);
    recordAt("2026-03-10T12:00:00Z");
    assertThat(alice.aiUsage().total(always).requests()).isOne();
    assertThat(service.aiUsage().total(always).requests()).isOne();
    assertThat(alice.aiUsage().summary(always, TIME)).hasSize(1);
    assertThatThrownBy(() -> alice.aiUsage().daily(always))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 36525 are possible");
    assertThatThrownBy(() -> UsageQuery.between(Instant.MIN, NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TimeRange.EARLIEST");
    assertThatThrownBy(() -> UsageQuery.between(NOON, Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TimeRange.LATEST");
  }

  @Test
  void refusesACostThatWouldBecomeZero() {
    assertThatThrownBy(() -> alice.aiUsage().record(usage(NOON, "0.0000004")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("cost_usd is 4E-7, which would be stored as 0");
    AiUsageLogRecord tiny = usage(NOON, "-0.0000004").setUserId(aliceProfile);
    assertThatThrownBy(
            () ->
                alice
                    .aiUsage()
                    .recordAll(List.of(usage(NOON, "0").setUserId(aliceProfile), tiny), n -> {}))
        .isInstanceOf(BadRowException.class);
    assertThat(alice.aiUsage().count()).isZero();
    assertThat(alice.aiUsage().record(usage(NOON, "0.0000005")).getCostUsd())
        .isEqualByComparingTo("0.000001");
  }

  @Test
  void hoursAndDaysOfAHalfHourZoneBeginAtHalfPast() {
    recordAt("2026-03-10T18:29:59Z", "2026-03-10T18:30:00Z", "2026-03-10T19:29:59Z");
    for (ZoneId zone : List.of(ZoneId.of("Asia/Kolkata"), ZoneOffset.ofHoursMinutes(5, 30))) {
      String suffix = zone instanceof ZoneOffset ? "" : "[" + zone + "]";
      assertThat(starts(ALL.withZone(zone).withBucket(TimeBucket.HOUR)))
          .containsExactly(
              "2026-03-10T23:00+05:30" + suffix + " 1", "2026-03-11T00:00+05:30" + suffix + " 2");
      assertThat(starts(ALL.withZone(zone)))
          .containsExactly(
              "2026-03-10T00:00+05:30" + suffix + " 1", "2026-03-11T00:00+05:30" + suffix + " 2");
    }
  }

  @Test
  void dayBeginsRightIfMidnightIsSkippedOrRepeated() {
    // In Cairo the clock goes from 23:59 to 01:00, in Havana from 00:59 back to 00:00.
    recordAt("2026-04-23T21:59:59Z", "2026-04-23T22:00:00Z");
    assertThat(starts(ALL.withZone(ZoneId.of("Africa/Cairo"))))
        .containsExactly(
            "2026-04-23T00:00+02:00[Africa/Cairo] 1", "2026-04-24T01:00+03:00[Africa/Cairo] 1");
    recordAt("2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z");
    assertThat(starts(ALL.withZone(ZoneId.of("America/Havana"))))
        .contains("2026-11-01T00:00-04:00[America/Havana] 2");
  }

  @Test
  void weeksBeginOnMondayAndMonthsOnTheFirstInTheZone() {
    recordAt("2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z", "2026-03-31T22:00:00Z");
    assertThat(starts(ALL.withZone(BERLIN).withBucket(TimeBucket.WEEK)))
        .containsExactly(
            "2026-02-23T00:00+01:00[Europe/Berlin] 1",
            "2026-03-02T00:00+01:00[Europe/Berlin] 1",
            "2026-03-30T00:00+02:00[Europe/Berlin] 1");
    assertThat(starts(ALL.withZone(BERLIN).withBucket(TimeBucket.MONTH)))
        .containsExactly(
            "2026-03-01T00:00+01:00[Europe/Berlin] 2", "2026-04-01T00:00+02:00[Europe/Berlin] 1");
  }

  @Test
  void dailyFillsGapsExceptSkippedDay() {
    recordAt("2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z");
    UsageQuery week =
        UsageQuery.between(
                Instant.parse("2011-12-28T12:00:00Z"), Instant.parse("2012-01-01T10:00:00Z"))
            .withZone(ZoneId.of("Pacific/Apia"));
    assertThat(alice.aiUsage().daily(week.withBucket(TimeBucket.MONTH)))
        .extracting(day -> day.day() + " " + day.usage().requests())
        .containsExactly("2011-12-28 0", "2011-12-29 1", "2011-12-31 1", "2012-01-01 0");
  }

  @Test
  void latencyIsInterpolatedAndNullWhereNoRowHasOne() {
    alice
        .aiUsage()
        .recordAll(
            IntStream.rangeClosed(1, 100)
                .mapToObj(ms -> usage(NOON, "0").setUserId(aliceProfile).setLatencyMs(ms))
                .toList(),
            sent -> {});
    alice.aiUsage().record(usage(NOON, "0").setModel("silent"));
    assertThat(alice.aiUsage().summary(ALL, MODEL))
        .extracting(UsageGroup::model, UsageGroup::latency)
        .containsExactly(tuple("gpt-4o", new Latency(50.5, 95.05, 99.01)), tuple("silent", null));
  }

  @Test
  void summaryWithoutRowsHasOneEmptyGroupOrNone() {
    assertThat(alice.aiUsage().summary(ALL))
        .containsExactly(new UsageGroup(null, null, null, null, null, null, Usage.NONE, null));
    assertThat(alice.aiUsage().summary(ALL, TIME)).isEmpty();
  }

  @Test
  void valuesOfAGroupAreTypedAndNullWhereTheRowsHaveNone() {
    ProjectId project = project(alice, "a");
    alice.aiUsage().record(usage(NOON, "1").setProjectId(project));
    alice.aiUsage().record(usage(NOON, "1").setStatus(AiUsageLogStatus.TIMEOUT));
    assertThat(alice.aiUsage().summary(ALL, STATUS, PROJECT))
        .extracting(UsageGroup::status, UsageGroup::project, group -> group.usage().errorRate())
        .containsExactly(
            tuple(AiUsageLogStatus.SUCCESS, project, 0.0),
            tuple(AiUsageLogStatus.TIMEOUT, null, 1.0));
    assertThat(alice.aiUsage().total(ALL.withProject(project)).requests()).isEqualTo(1);
  }

  @Test
  void providersAreOrderedByCost() {
    alice.aiUsage().record(usage(NOON, "1"));
    alice.aiUsage().record(usage(NOON, "3").setProvider(AiUsageLogProvider.ANTHROPIC));
    assertThat(alice.aiUsage().byProvider(ALL))
        .extracting(by -> by.provider() + " " + by.usage().requests())
        .containsExactly("anthropic 1", "openai 1");
  }

  @Test
  void onlyServiceRanksSpenders() {
    alice.aiUsage().record(usage(NOON, "1"));
    bob.aiUsage().record(usage(NOON, "2"));
    assertThat(service.aiUsage().topSpenders(ALL, 5))
        .extracting(UsageByProfile::profile)
        .containsExactly(bobProfile, aliceProfile);
    assertThat(service.aiUsage().topSpenders(ALL, 1)).hasSize(1);
    assertThatThrownBy(() -> alice.aiUsage().topSpenders(ALL, 5))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("the top spenders, which concerns everybody");
    assertThatThrownBy(() -> service.aiUsage().topSpenders(ALL, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 0");
  }

  @Test
  void spendingIsThatOfTheMonthInTheClocksZone() {
    Clock clock = Clock.fixed(Instant.parse("2026-03-15T12:00:00Z"), BERLIN);
    alice.aiUsage().record(usage(Instant.parse("2026-02-28T22:59:59Z"), "100"));
    alice.aiUsage().record(usage(Instant.parse("2026-02-28T23:00:00Z"), "30"));
    alice.aiUsage().record(usage(clock.instant().minusNanos(1000), "12"));
    alice.aiUsage().record(usage(clock.instant(), "100"));
    bob.aiUsage().record(usage(NOON, "100"));
    UsageQuery month = UsageQuery.monthToDate(clock);
    BudgetUse use = alice.aiUsage().spendAgainst(month, new BigDecimal("40"));
    assertThat(use.spentUsd()).isEqualByComparingTo("42");
    assertThat(use.remainingUsd()).isEqualByComparingTo("-2");
    assertThat(use.share()).isEqualTo(1.05);
    assertThat(
            service.aiUsage().spendAgainst(month.withProfile(aliceProfile), new BigDecimal("40")))
        .isEqualTo(use);
    assertThatThrownBy(() -> alice.aiUsage().spendAgainst(month, BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the budget is $0");
  }

  @Test
  void theMonthsEndIsProjectedByElapsedTime() {
    // March 2026 has 743 hours in Berlin.
    Instant first = Instant.parse("2026-02-28T23:00:00Z");
    Clock clock = Clock.fixed(first.plusSeconds(3600 * 100), BERLIN);
    alice.aiUsage().record(usage(first, "1"));
    assertThat(alice.aiUsage().projectedMonthEnd(UsageQuery.monthToDate(clock)))
        .isEqualByComparingTo("7.43");
    Clock begun = Clock.fixed(first, BERLIN);
    assertThat(alice.aiUsage().projectedMonthEnd(UsageQuery.monthToDate(begun)))
        .isEqualByComparingTo("0");
    UsageQuery whole = UsageQuery.between(first, first.plusSeconds(3600 * 743)).withZone(BERLIN);
    assertThat(alice.aiUsage().projectedMonthEnd(whole)).isEqualByComparingTo("1");
    for (UsageQuery none :
        List.of(
            whole.withZone(ZoneOffset.UTC),
            UsageQuery.between(first.plusSeconds(1), first.plusSeconds(2)).withZone(BERLIN),
            UsageQuery.between(first, first.plusSeconds(3600 * 743 + 1)).withZone(BERLIN))) {
      assertThatThrownBy(() -> alice.aiUsage().projectedMonthEnd(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("monthToDate");
    }
  }
}
