package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.property.Property;
import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Checks that nothing is lost or counted twice, whatever usage is grouped by. */
class UsageSummaryPropertyTest {

  /** Both clock changes of 2026, in most zones, are in this year. */
  static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");

  static final int SECONDS = 365 * 86_400;

  static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Asia/Kolkata"),
          ZoneId.of("America/Havana"),
          ZoneId.of("America/St_Johns"),
          ZoneId.of("Pacific/Kiritimati"),
          ZoneId.of("-03:30"));

  @Test
  void theSumOfAnyGroupingIsTheTotal() {
    try (TestDatabase embedded = TestDatabase.start()) {
      Session alice = embedded.user("alice");
      ProfileId profile = alice.profiles().me().getId();
      List<AiUsageLogRecord> rows = new ArrayList<>();
      Property.holds(
          "the sum of any grouping is the total",
          100,
          random -> {
            List<AiUsageLogRecord> more = rows(random, profile);
            alice.aiUsage().insertAll(more);
            rows.addAll(more);
            check(alice, rows, query(random), dimensions(random));
          });
    }
  }

  /** Checks the rollup with Alice, who has all rows; for her by name, the rows are scanned. */
  @Test
  void theRollupAnswersAsAScanDoes() {
    try (TestDatabase embedded = TestDatabase.start()) {
      Session alice = embedded.user("alice");
      Session service = embedded.flashfusion().asService("a test of the rollup");
      ProfileId profile = alice.profiles().me().getId();
      Property.holds(
          "the rollup answers as a scan does",
          100,
          random -> {
            alice.aiUsage().insertAll(rows(random, profile));
            if (random.nextInt(4) == 0) {
              service.aiUsage().foldRollup();
            }
            UsageQuery all = query(random);
            UsageQuery named = all.withProfile(profile);
            AiUsageRepository usage = service.aiUsage();
            assertThat(usage.total(all)).isEqualTo(usage.total(named));
            assertThat(usage.byModel(all)).isEqualTo(usage.byModel(named));
            assertThat(usage.byProvider(all)).isEqualTo(usage.byProvider(named));
            assertThat(usage.daily(all)).isEqualTo(usage.daily(named));
          });
    }
  }

  private static void check(
      Session session, List<AiUsageLogRecord> rows, UsageQuery query, UsageDimension[] dimensions) {
    List<AiUsageLogRecord> selected =
        rows.stream()
            .filter(row -> !Objects.requireNonNull(row.getCreatedAt()).isBefore(query.from()))
            .filter(row -> Objects.requireNonNull(row.getCreatedAt()).isBefore(query.to()))
            .toList();
    Map<List<Object>, List<AiUsageLogRecord>> expected = new HashMap<>();
    for (AiUsageLogRecord row : selected) {
      expected.computeIfAbsent(key(row, query, dimensions), any -> new ArrayList<>()).add(row);
    }
    List<UsageGroup> groups = session.aiUsage().summary(query, dimensions);
    Usage sum = Usage.NONE;
    Map<List<Object>, Usage> found = new HashMap<>();
    for (UsageGroup group : groups) {
      sum = plus(sum, group.usage());
      found.put(key(group, dimensions), stripped(group.usage()));
    }
    assertThat(stripped(sum)).isEqualTo(stripped(session.aiUsage().total(query)));
    assertThat(found).hasSameSizeAs(groups);
    Map<List<Object>, Usage> sums = new HashMap<>();
    expected.forEach((key, members) -> sums.put(key, of(members)));
    if (dimensions.length == 0) {
      sums.putIfAbsent(List.of(), stripped(Usage.NONE));
    }
    assertThat(found).isEqualTo(sums);
  }

  private static List<Object> key(
      AiUsageLogRecord row, UsageQuery query, UsageDimension[] dimensions) {
    List<Object> key = new ArrayList<>();
    for (UsageDimension dimension : dimensions) {
      key.add(
          switch (dimension) {
            case TIME ->
                start(
                    Objects.requireNonNull(row.getCreatedAt()).atZone(query.zone()),
                    query.bucket());
            case PROVIDER -> row.getProvider();
            case MODEL -> row.getModel();
            case ACTION -> row.getAction();
            case STATUS -> row.getStatus();
            case PROJECT -> row.getProjectId();
          });
    }
    return key;
  }

  private static List<Object> key(UsageGroup group, UsageDimension[] dimensions) {
    List<Object> key = new ArrayList<>();
    for (UsageDimension dimension : dimensions) {
      key.add(
          switch (dimension) {
            case TIME -> group.start();
            case PROVIDER -> group.provider();
            case MODEL -> group.model();
            case ACTION -> group.action();
            case STATUS -> group.status();
            case PROJECT -> group.project();
          });
    }
    return key;
  }

  private static ZonedDateTime start(ZonedDateTime at, TimeBucket bucket) {
    return switch (bucket) {
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
      case DAY -> at.toLocalDate().atStartOfDay(at.getZone());
      case WEEK ->
          at.toLocalDate()
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .atStartOfDay(at.getZone());
      case MONTH -> at.toLocalDate().withDayOfMonth(1).atStartOfDay(at.getZone());
    };
  }

  @SuppressWarnings("NullAway") // the rows are made here, with all values
  private static Usage of(List<AiUsageLogRecord> rows) {
    Usage usage = Usage.NONE;
    for (AiUsageLogRecord row : rows) {
      boolean failed =
          row.getStatus() == AiUsageLogStatus.ERROR || row.getStatus() == AiUsageLogStatus.TIMEOUT;
      usage =
          plus(
              usage,
              new Usage(
                  1,
                  row.getPromptTokens(),
                  row.getCompletionTokens(),
                  row.getTotalTokens(),
                  row.getCostUsd(),
                  failed ? 1 : 0));
    }
    return stripped(usage);
  }

  private static Usage plus(Usage a, Usage b) {
    return new Usage(
        a.requests() + b.requests(),
        a.promptTokens() + b.promptTokens(),
        a.completionTokens() + b.completionTokens(),
        a.totalTokens() + b.totalTokens(),
        a.costUsd().add(b.costUsd()),
        a.errors() + b.errors());
  }

  /** Amounts are the same whatever zeros they end with. */
  private static Usage stripped(Usage usage) {
    return new Usage(
        usage.requests(),
        usage.promptTokens(),
        usage.completionTokens(),
        usage.totalTokens(),
        usage.costUsd().setScale(6),
        usage.errors());
  }

  private static UsageQuery query(RandomGenerator random) {
    Instant from = YEAR.plusSeconds(random.nextInt(SECONDS));
    UsageQuery query =
        random.nextBoolean()
            ? UsageQuery.between(YEAR, YEAR.plusSeconds(SECONDS))
            : UsageQuery.between(from, from.plusSeconds(random.nextInt(SECONDS)));
    return query
        .withZone(ZONES.get(random.nextInt(ZONES.size())))
        .withBucket(one(random, TimeBucket.values()));
  }

  private static UsageDimension[] dimensions(RandomGenerator random) {
    List<UsageDimension> all = new ArrayList<>(Arrays.asList(UsageDimension.values()));
    Collections.shuffle(all, new Random(random.nextLong()));
    return all.subList(0, random.nextInt(all.size() + 1)).toArray(UsageDimension[]::new);
  }

  private static List<AiUsageLogRecord> rows(RandomGenerator random, ProfileId profile) {
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      int prompt = random.nextInt(1_000_000);
      int completion = random.nextInt(1_000_000);
      rows.add(
          new AiUsageLogRecord()
              .setUserId(profile)
              .setProvider(one(random, AiUsageLogProvider.values()))
              .setModel("model " + random.nextInt(5))
              .setAction(random.nextInt(5) == 0 ? null : one(random, AiUsageLogAction.values()))
              .setStatus(random.nextInt(5) == 0 ? null : one(random, AiUsageLogStatus.values()))
              .setPromptTokens(prompt)
              .setCompletionTokens(completion)
              .setTotalTokens(prompt + completion)
              .setCostUsd(BigDecimal.valueOf(random.nextLong(1_000_000_000), 6))
              .setLatencyMs(random.nextBoolean() ? null : random.nextInt(10_000))
              .setCreatedAt(at(random)));
    }
    return rows;
  }

  /**
   * Returns an instant that is often near an hour of March or October that a clock change skips or
   * repeats.
   */
  private static Instant at(RandomGenerator random) {
    if (random.nextBoolean()) {
      return YEAR.plusSeconds(random.nextInt(SECONDS));
    }
    Instant change =
        Instant.parse(random.nextBoolean() ? "2026-03-29T01:00:00Z" : "2026-10-25T01:00:00Z");
    return change.plusSeconds(random.nextInt(-7_200, 7_200));
  }

  private static <T> T one(RandomGenerator random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
