package ai.flashfusion.data;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The whole usage trace. What its rows do not name is filled in: the first chat model of four
 * providers in turn, and for relative times a start.
 */
class UsageTraceTest {

  static final Instant RELATIVE_START = Instant.parse("2023-11-17T00:00:00Z");
  static final UsageQuery ALL =
      UsageQuery.between(
          Instant.parse("2023-11-01T00:00:00Z"), Instant.parse("2023-12-01T00:00:00Z"));

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session service = embedded.flashfusion().asService("import of the trace");
  final ProfileId profile = alice.profiles().me().getId();

  private record Price(
      AiUsageLogProvider provider, String model, BigDecimal input, BigDecimal output) {}

  private static List<Price> prices() throws IOException {
    List<String> lines = RealData.lines("llm-prices.csv");
    return Stream.of("openai", "anthropic", "google", "cohere")
        .map(
            provider ->
                lines.stream()
                    .map(line -> line.split(",", -1))
                    .filter(price -> price[0].equals(provider) && price[2].equals("chat"))
                    .findFirst()
                    .orElseThrow())
        .map(
            price ->
                new Price(
                    AiUsageLogProvider.fromString(price[0]),
                    price[1],
                    new BigDecimal(price[3]),
                    new BigDecimal(price[4])))
        .toList();
  }

  private List<AiUsageLogRecord> records() throws IOException {
    List<Price> prices = prices();
    List<AiUsageLogRecord> records = new ArrayList<>();
    for (String line : trace()) {
      String[] row = line.split(",", -1);
      Price price = prices.get(records.size() % prices.size());
      int prompt = Integer.parseInt(row[6]);
      int completion = Integer.parseInt(row[7]);
      Instant at =
          row[3].equals("relative_ms")
              ? RELATIVE_START.plusMillis(Long.parseLong(row[2]))
              : Instant.parse(row[2].replace(' ', 'T') + "Z");
      BigDecimal cost =
          price
              .input()
              .multiply(BigDecimal.valueOf(prompt))
              .add(price.output().multiply(BigDecimal.valueOf(completion)))
              .setScale(6, RoundingMode.HALF_UP);
      records.add(
          new AiUsageLogRecord()
              .setUserId(profile)
              .setProvider(price.provider())
              .setModel(price.model())
              .setPromptTokens(prompt)
              .setCompletionTokens(completion)
              .setTotalTokens(prompt + completion)
              .setCostUsd(cost)
              .setCreatedAt(at));
    }
    return records;
  }

  private static List<String> trace() throws IOException {
    List<String> lines = RealData.gzipLines("llm-usage.csv.gz");
    return lines.subList(1, lines.size());
  }

  /** The sum of the last column but some, from the text alone. */
  private static long sum(List<String> lines, int fromTheEnd) {
    long sum = 0;
    for (String line : lines) {
      String rest = line;
      for (int i = 0; i < fromTheEnd; i++) {
        rest = rest.substring(0, rest.lastIndexOf(','));
      }
      sum += Long.parseLong(rest.substring(rest.lastIndexOf(',') + 1));
    }
    return sum;
  }

  private void checkTotals(Session session, List<AiUsageLogRecord> records) throws IOException {
    List<String> lines = trace();
    BigDecimal cost =
        records.stream().map(AiUsageLogRecord::getCostUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
    long prompt = sum(lines, 1);
    long completion = sum(lines, 0);
    Usage expected = new Usage(40_216, prompt, completion, prompt + completion, cost, 0);
    assertThat(session.aiUsage().total(ALL)).isEqualTo(expected);
    assertThat(sum(session.aiUsage().byModel(ALL).stream().map(UsageByModel::usage)))
        .isEqualTo(expected);
    UsageQuery kolkata = ALL.withZone(ZoneId.of("Asia/Kolkata"));
    assertThat(sum(session.aiUsage().daily(kolkata).stream().map(UsageByDay::usage)))
        .isEqualTo(expected);
    assertThat(
            sum(
                session
                    .aiUsage()
                    .summary(
                        kolkata.withBucket(TimeBucket.HOUR),
                        UsageDimension.TIME,
                        UsageDimension.PROVIDER)
                    .stream()
                    .map(UsageGroup::usage)))
        .isEqualTo(expected);
  }

  private static Usage sum(Stream<Usage> usages) {
    return usages
        .reduce(
            (a, b) ->
                new Usage(
                    a.requests() + b.requests(),
                    a.promptTokens() + b.promptTokens(),
                    a.completionTokens() + b.completionTokens(),
                    a.totalTokens() + b.totalTokens(),
                    a.costUsd().add(b.costUsd()),
                    a.errors() + b.errors()))
        .orElse(Usage.NONE);
  }

  @Test
  void theWholeTraceIsRecordedByAUserWithTheSumsOfTheFile() throws IOException {
    List<AiUsageLogRecord> records = records();
    assertThat(alice.aiUsage().recordAll(records, sent -> {})).isEqualTo(40_216);
    checkTotals(alice, records);
    Session bob = embedded.user("bob");
    assertThat(bob.aiUsage().total(ALL)).isEqualTo(Usage.NONE);
  }

  @Test
  void theWholeTraceIsInsertedByTheServiceWithTheSumsOfTheFile() throws IOException {
    List<AiUsageLogRecord> records = records();
    assertThat(service.aiUsage().insertAll(records)).isEqualTo(40_216);
    checkTotals(service, records);
    checkTotals(alice, records);
    assertThat(service.aiUsage().topSpenders(ALL, 10))
        .singleElement()
        .satisfies(top -> assertThat(top.profile()).isEqualTo(profile));
  }

  @Test
  void pagesThatSplitEqualTimesContainWholeTraceOnce() throws IOException {
    service.aiUsage().insertAll(records());
    List<AiUsageLogId> sorted =
        service.dsl().selectFrom(AI_USAGE_LOGS).fetch().stream()
            .sorted(
                comparing(AiUsageLogRecord::getCreatedAt)
                    .thenComparing(row -> row.getId().value().toString())
                    .reversed())
            .map(AiUsageLogRecord::getId)
            .toList();
    for (int size : new int[] {997, 331}) {
      List<AiUsageLogId> paged = new ArrayList<>();
      int cuts = 0;
      Instant last = Instant.MAX;
      PageQuery first = PageQuery.ofSize(size).where(AI_USAGE_LOGS.USER_ID.eq(profile));
      Optional<String> cursor = Optional.empty();
      do {
        Page<AiUsageLogRecord> page = alice.aiUsage().page(cursor.map(first::after).orElse(first));
        cuts += Objects.requireNonNull(page.rows().get(0).getCreatedAt()).equals(last) ? 1 : 0;
        last = page.rows().get(page.rows().size() - 1).getCreatedAt();
        page.rows().forEach(row -> paged.add(row.getId()));
        cursor = page.next();
      } while (cursor.isPresent());
      assertThat(cuts).as("pages that begin with the instant of the page before").isPositive();
      assertThat(paged).isEqualTo(sorted);
      assertThat(paged).hasSize(40_216).doesNotHaveDuplicates();
    }
  }
}
