package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.Usage;
import ai.flashfusion.query.UsageByDay;
import ai.flashfusion.query.UsageByModel;
import ai.flashfusion.query.UsageDimension;
import ai.flashfusion.query.UsageGroup;
import ai.flashfusion.query.UsageQuery;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** What AI services were used for, and what it cost. Append-only; a user sees their own rows. */
public final class AiUsageRepository extends Repository<AiUsageLogRecord, AiUsageLogId> {

  private static final Field<BigDecimal> REQUESTS = DSL.count().coerce(SQLDataType.NUMERIC);
  private static final Field<BigDecimal> PROMPT = sum(AI_USAGE_LOGS.PROMPT_TOKENS);
  private static final Field<BigDecimal> COMPLETION = sum(AI_USAGE_LOGS.COMPLETION_TOKENS);
  private static final Field<BigDecimal> TOTAL = sum(AI_USAGE_LOGS.TOTAL_TOKENS);
  private static final Field<BigDecimal> COST = sum(AI_USAGE_LOGS.COST_USD);
  private static final Field<BigDecimal> ERRORS =
      DSL.count()
          .filterWhere(AI_USAGE_LOGS.STATUS.in(AiUsageLogStatus.ERROR, AiUsageLogStatus.TIMEOUT))
          .coerce(SQLDataType.NUMERIC);

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public AiUsageRepository(SessionContext context) {
    super(context, AI_USAGE_LOGS, AI_USAGE_LOGS.ID, Keys.AI_USAGE_LOGS_PKEY);
  }

  /**
   * Inserts all rows or none, a few thousand in each round trip.
   *
   * @param records read once, as they are needed; may be more than fit into memory
   * @param progress told how many rows were sent so far
   * @return how many rows were inserted
   * @throws ai.flashfusion.error.FlashFusionException if any row cannot be inserted; none is then
   */
  public long recordAll(Iterable<AiUsageLogRecord> records, LongConsumer progress) {
    return insertAll(records, progress);
  }

  /** The sums over everything that the query selects. One round trip. */
  public Usage total(UsageQuery query) {
    return summary(query).get(0).usage();
  }

  /**
   * The sums per group, in the order of the dimensions given; without a dimension, one group of
   * all. One round trip.
   */
  public List<UsageGroup> summary(UsageQuery query, UsageDimension... dimensions) {
    Map<UsageDimension, Field<?>> keys = new EnumMap<>(UsageDimension.class);
    List<Field<?>> order = new ArrayList<>();
    for (UsageDimension dimension : dimensions) {
      Field<?> key = key(dimension, query);
      if (keys.put(dimension, key) == null) {
        order.add(key);
      }
    }
    List<Field<?>> selected = new ArrayList<>(order);
    selected.addAll(List.of(REQUESTS, PROMPT, COMPLETION, TOTAL, COST, ERRORS));
    return dsl()
        .select(selected)
        .from(AI_USAGE_LOGS)
        .where(matches(query))
        .groupBy(order)
        .orderBy(order)
        .fetch(row -> group(row, keys, order.size()));
  }

  /** Usage per provider and model, the dearest first. One round trip. */
  public List<UsageByModel> byModel(UsageQuery query) {
    return dsl()
        .select(
            AI_USAGE_LOGS.PROVIDER,
            AI_USAGE_LOGS.MODEL,
            REQUESTS,
            PROMPT,
            COMPLETION,
            TOTAL,
            COST,
            ERRORS)
        .from(AI_USAGE_LOGS)
        .where(matches(query))
        .groupBy(AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
        .orderBy(COST.desc(), AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
        .fetch(row -> new UsageByModel(row.value1(), row.value2(), usage(row, 2)));
  }

  /**
   * Usage per day in the query's time zone: every day that the range touches, those without usage
   * too. One round trip.
   */
  public List<UsageByDay> daily(UsageQuery query) {
    Map<LocalDate, Usage> used =
        summary(query, UsageDimension.DAY).stream()
            .collect(
                Collectors.toMap(group -> Objects.requireNonNull(group.day()), UsageGroup::usage));
    List<UsageByDay> days = new ArrayList<>();
    if (query.from().equals(query.to())) {
      return days;
    }
    LocalDate last = LocalDate.ofInstant(query.to().minusNanos(1), query.zone());
    for (LocalDate day = LocalDate.ofInstant(query.from(), query.zone());
        !day.isAfter(last);
        day = day.plusDays(1)) {
      days.add(new UsageByDay(day, used.getOrDefault(day, Usage.NONE)));
    }
    return days;
  }

  private static Condition matches(UsageQuery query) {
    Condition condition =
        AI_USAGE_LOGS
            .CREATED_AT
            .greaterOrEqual(query.from())
            .and(AI_USAGE_LOGS.CREATED_AT.lessThan(query.to()));
    if (query.profile() != null) {
      condition = condition.and(AI_USAGE_LOGS.USER_ID.eq(query.profile()));
    }
    if (query.project() != null) {
      condition = condition.and(AI_USAGE_LOGS.PROJECT_ID.eq(query.project()));
    }
    return condition;
  }

  private static Field<?> key(UsageDimension dimension, UsageQuery query) {
    return switch (dimension) {
      case DAY -> day(AI_USAGE_LOGS.CREATED_AT, query);
      case PROVIDER -> AI_USAGE_LOGS.PROVIDER;
      case MODEL -> AI_USAGE_LOGS.MODEL;
      case ACTION -> AI_USAGE_LOGS.ACTION;
      case STATUS -> AI_USAGE_LOGS.STATUS;
      case PROJECT -> AI_USAGE_LOGS.PROJECT_ID;
    };
  }

  /** Inlined, so that the expressions in select, group by and order by are the same to Postgres. */
  private static Field<LocalDate> day(Field<Instant> instant, UsageQuery query) {
    return DSL.field(
        "({0} at time zone {1})::date",
        SQLDataType.LOCALDATE, instant, DSL.inline(query.zone().getId()));
  }

  private static UsageGroup group(Record row, Map<UsageDimension, Field<?>> keys, int firstSum) {
    return new UsageGroup(
        value(row, keys, UsageDimension.DAY, LocalDate.class),
        row.indexOf(AI_USAGE_LOGS.PROVIDER) < 0 ? null : row.get(AI_USAGE_LOGS.PROVIDER),
        row.indexOf(AI_USAGE_LOGS.MODEL) < 0 ? null : row.get(AI_USAGE_LOGS.MODEL),
        row.indexOf(AI_USAGE_LOGS.ACTION) < 0 ? null : row.get(AI_USAGE_LOGS.ACTION),
        row.indexOf(AI_USAGE_LOGS.STATUS) < 0 ? null : row.get(AI_USAGE_LOGS.STATUS),
        row.indexOf(AI_USAGE_LOGS.PROJECT_ID) < 0 ? null : row.get(AI_USAGE_LOGS.PROJECT_ID),
        usage(row, firstSum));
  }

  private static <T> @Nullable T value(
      Record row, Map<UsageDimension, Field<?>> keys, UsageDimension dimension, Class<T> type) {
    Field<?> key = keys.get(dimension);
    return key == null ? null : row.get(key, type);
  }

  private static Usage usage(Record row, int first) {
    return new Usage(
        row.get(first, Long.class),
        row.get(first + 1, Long.class),
        row.get(first + 2, Long.class),
        row.get(first + 3, Long.class),
        row.get(first + 4, BigDecimal.class),
        row.get(first + 5, Long.class));
  }

  private static Field<BigDecimal> sum(Field<? extends Number> field) {
    return DSL.coalesce(DSL.sum(field), DSL.inline(BigDecimal.ZERO));
  }
}
