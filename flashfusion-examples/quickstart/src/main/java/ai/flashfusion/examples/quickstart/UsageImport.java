package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The import of one usage file into {@code ai_usage_logs}: all of it or, if a line is malformed,
 * nothing.
 */
public final class UsageImport {

  private static final BigDecimal MAX_COST = new BigDecimal("9999.999999");

  private final UsageCsv csv;
  private final Prices prices;
  private final FillIn fillIn;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /**
   * The result of an import.
   *
   * @param rows the number of rows
   * @param period a query from the first row to the last
   */
  public record Result(long rows, UsageQuery period) {}

  UsageImport(UsageCsv csv, Prices prices, FillIn fillIn) {
    this.csv = csv;
    this.prices = prices;
    this.fillIn = fillIn;
  }

  /**
   * Imports a usage file in one transaction, and fills in the values that its rows do not have.
   *
   * @param people the people to whom the usage is given
   * @param service a session that may write the usage of all people
   * @throws InputException at the first malformed line; the database is then unchanged
   */
  public static Result importAll(TraceFiles files, List<Person> people, Session service) {
    Prices prices = Prices.read(files.prices());
    try (UsageCsv csv = UsageCsv.open(files.usage())) {
      return new UsageImport(csv, prices, new FillIn(people, prices.chatModels()))
          .run(service, sent -> {});
    }
  }

  /**
   * Imports the file in one transaction.
   *
   * @param service a session that may write the usage of all people
   * @param progress receives the number of rows that were sent so far
   * @throws InputException at the first malformed line; the database is then unchanged
   */
  Result run(Session service, LongConsumer progress) {
    @SuppressWarnings("StreamToIterable") // recordAll promises to read it once
    Iterable<AiUsageLogRecord> records = csv.rows().map(this::usage)::iterator;
    long rows = service.aiUsage().recordAll(records, progress);
    if (first == null || last == null) {
      throw csv.error("the file ends without a row");
    }
    return new Result(rows, UsageQuery.between(first, last.plus(1, ChronoUnit.MICROS)));
  }

  private AiUsageLogRecord usage(UsageRow row) {
    Price price = row.model().isEmpty() ? fillIn.model(row) : named(row.model());
    BigDecimal cost = price.cost(row.promptTokens(), row.completionTokens());
    if (cost.compareTo(MAX_COST) > 0) {
      throw csv.error("a cost of $" + cost + " is more than the column cost_usd can hold");
    }
    first = first == null || row.at().isBefore(first) ? row.at() : first;
    last = last == null || row.at().isAfter(last) ? row.at() : last;
    Person person = fillIn.person(row);
    return new AiUsageLogRecord()
        .setUserId(person.profile())
        .setProjectId(person.project())
        .setProvider(price.provider())
        .setModel(price.model())
        .setAction(row.source().endsWith("code") ? AiUsageLogAction.CODE : AiUsageLogAction.CHAT)
        .setPromptTokens(row.promptTokens())
        .setCompletionTokens(row.completionTokens())
        .setTotalTokens(row.promptTokens() + row.completionTokens())
        .setCostUsd(cost)
        .setLatencyMs(fillIn.latencyMs(row))
        .setStatus(fillIn.status(row))
        .setCreatedAt(row.at());
  }

  private Price named(String model) {
    return prices
        .of(model)
        .orElseThrow(
            () -> csv.error("the price list has no price of the model " + CsvFile.shown(model)));
  }
}
