package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.internal.repository.Buckets;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.UsageSource;
import ai.flashfusion.internal.repository.UsageSums;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.usage.BudgetUse;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageByProfile;
import ai.flashfusion.usage.UsageByProvider;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The use of AI services and its cost. Append-only; a user sees their own rows.
 *
 * <p>A query without a profile counts the caller's own usage in a user's session, and everybody's
 * in a service session. Ranges include their start and exclude their end. Costs are in US dollars.
 */
public final class AiUsageRepository extends Repository<AiUsageLogRecord, AiUsageLogId> {

  /** The number of decimals of {@code cost_usd}. */
  private static final int COST_SCALE = 6;

  AiUsageRepository(SessionContext context) {
    super(context, AI_USAGE_LOGS, AI_USAGE_LOGS.ID, Keys.AI_USAGE_LOGS_PKEY);
  }

  /**
   * Inserts one row, which is the caller's own unless it names a profile. One round trip.
   *
   * @return the row as stored, including defaults
   * @throws AccessDeniedException if the row belongs to somebody else or to a project that the
   *     caller cannot see, or if the caller has no profile and the row names none
   */
  public AiUsageLogRecord record(AiUsageLogRecord usage) {
    Objects.requireNonNull(usage, "usage");
    return call(
        "record",
        () -> {
          Map<Field<?>, @Nullable Object> values = Changes.of(usage);
          if (usage.getUserId() == null) {
            values.put(AI_USAGE_LOGS.USER_ID, callerProfile());
          }
          return insert(values);
        });
  }

  /**
   * Inserts one row like {@link #record(AiUsageLogRecord)}, at most once under an idempotency key.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the caller's requests
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   */
  public AiUsageLogRecord record(AiUsageLogRecord usage, String key) {
    Objects.requireNonNull(usage, "usage");
    return call("record", () -> new AiUsageRepository(once(key)).record(usage));
  }

  /**
   * Inserts all rows or none, a few thousand in each round trip.
   *
   * @param records the rows, which are read once, as they are needed, and may be more than fit into
   *     memory. Each must name its profile
   * @param progress receives the number of rows that were sent so far
   * @return the number of inserted rows
   * @throws ai.flashfusion.error.BadRowException if a row cannot be inserted; then none is
   */
  public long recordAll(Iterable<AiUsageLogRecord> records, LongConsumer progress) {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(progress, "progress");
    return call("recordAll", () -> insertAll(records, progress));
  }

  /** Returns the sums over everything that the query selects. One round trip. */
  public Usage total(UsageQuery query) {
    Objects.requireNonNull(query, "query");
    return call(
        "total",
        () ->
            select(source(query), List.of(), List.of(), null)
                .fetchOptional(UsageSums::usage)
                .orElse(Usage.NONE));
  }

  /**
   * Returns sums and latency by group, in the order of the given dimensions; without a dimension,
   * one group of all rows. Groups without rows are left out. One round trip.
   */
  public List<UsageGroup> summary(UsageQuery query, UsageDimension... dimensions) {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(dimensions, "dimensions");
    return call(
        "summary",
        () -> {
          Map<UsageDimension, Field<?>> keys = new LinkedHashMap<>();
          for (UsageDimension dimension : dimensions) {
            keys.put(dimension, key(dimension, query));
          }
          List<Field<?>> order = List.copyOf(keys.values());
          return select(rows(query), order, order, null, UsageSums.percentiles())
              .fetch(row -> group(row, keys.get(UsageDimension.TIME), query.zone()));
        });
  }

  /** Returns the usage by provider and model, the most expensive first. One round trip. */
  public List<UsageByModel> byModel(UsageQuery query) {
    Objects.requireNonNull(query, "query");
    return call(
        "byModel",
        () -> {
          UsageSource source = source(query);
          return select(
                  source,
                  List.of(source.provider(), source.model()),
                  List.of(UsageSums.COST.desc(), source.provider(), source.model()),
                  null)
              .fetch(
                  row ->
                      new UsageByModel(
                          row.get(source.provider()),
                          row.get(source.model()),
                          UsageSums.usage(row)));
        });
  }

  /** Returns the usage by provider, the most expensive first. One round trip. */
  public List<UsageByProvider> byProvider(UsageQuery query) {
    Objects.requireNonNull(query, "query");
    return call(
        "byProvider",
        () -> {
          UsageSource source = source(query);
          return select(
                  source,
                  List.of(source.provider()),
                  List.of(UsageSums.COST.desc(), source.provider()),
                  null)
              .fetch(row -> new UsageByProvider(row.get(source.provider()), UsageSums.usage(row)));
        });
  }

  /**
   * Returns the usage by day in the query's time zone: every day that the range touches, including
   * those without usage, whatever the query's bucket. One round trip.
   *
   * @throws IllegalArgumentException if the range is longer than 36,525 days, a hundred years, as
   *     each of them would be listed
   */
  public List<UsageByDay> daily(UsageQuery query) {
    Objects.requireNonNull(query, "query");
    return call(
        "daily",
        () -> {
          ListedRange.requireBounded(
              query.from(), query.to(), "each day", ", or ask for summary by UsageDimension.TIME");
          UsageSource source =
              Buckets.daysHaveWholeHours(query.zone(), query.from(), query.to())
                  ? source(query)
                  : rows(query);
          Field<LocalDate> key = Buckets.day(source.at(), query.zone());
          Map<LocalDate, Usage> used = new HashMap<>();
          select(source, List.of(key), List.of(), null)
              .forEach(row -> used.put(row.get(key), UsageSums.usage(row)));
          if (query.from().equals(query.to())) {
            return List.of();
          }
          LocalDate last = LocalDate.ofInstant(query.to().minusNanos(1), query.zone());
          return LocalDate.ofInstant(query.from(), query.zone())
              .datesUntil(last.plusDays(1))
              // A zone that moves across the date line skips a day.
              .filter(day -> day.atStartOfDay(query.zone()).toLocalDate().equals(day))
              .map(day -> new UsageByDay(day, used.getOrDefault(day, Usage.NONE)))
              .toList();
        });
  }

  /**
   * Returns the people whose usage cost most, the most expensive first. One round trip. Service
   * only.
   *
   * @param limit the maximum number of people, 1 or more
   * @throws AccessDeniedException if the identity is not the service
   */
  public List<UsageByProfile> topSpenders(UsageQuery query, int limit) {
    Objects.requireNonNull(query, "query");
    return call(
        "topSpenders",
        () -> {
          if (limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + ": at least 1 is needed");
          }
          requireService("the top spenders");
          return select(
                  rows(query),
                  List.of(AI_USAGE_LOGS.USER_ID),
                  List.of(UsageSums.COST.desc(), AI_USAGE_LOGS.USER_ID),
                  limit)
              .fetch(
                  row -> new UsageByProfile(row.get(AI_USAGE_LOGS.USER_ID), UsageSums.usage(row)));
        });
  }

  /**
   * Compares the cost of the query's usage with a budget. One round trip.
   *
   * @param month the query, usually {@link UsageQuery#monthToDate}
   * @param budgetUsd the budget in US dollars, more than zero
   */
  public BudgetUse spendAgainst(UsageQuery month, BigDecimal budgetUsd) {
    Objects.requireNonNull(month, "month");
    Objects.requireNonNull(budgetUsd, "budgetUsd");
    return call(
        "spendAgainst",
        () -> {
          BudgetUse nothing = new BudgetUse(BigDecimal.ZERO, budgetUsd);
          return new BudgetUse(total(month).costUsd(), nothing.budgetUsd());
        });
  }

  /**
   * Projects the cost of the whole month in US dollars from its beginning: what was spent from
   * {@code from} to {@code to}, times the length of the whole month in the query's zone, divided by
   * the length of that range. Lengths are elapsed time, so clock changes do not distort them. The
   * result is zero at the first instant of the month. One round trip.
   *
   * @param month a query such as {@link UsageQuery#monthToDate} returns
   * @throws IllegalArgumentException if the range does not begin with a month, or ends after it
   */
  public BigDecimal projectedMonthEnd(UsageQuery month) {
    Objects.requireNonNull(month, "month");
    return call(
        "projectedMonthEnd",
        () -> {
          LocalDate first = LocalDate.ofInstant(month.from(), month.zone());
          Duration whole =
              Duration.between(
                  month.from(), first.plusMonths(1).atStartOfDay(month.zone()).toInstant());
          Duration elapsed = Duration.between(month.from(), month.to());
          if (!first.withDayOfMonth(1).atStartOfDay(month.zone()).toInstant().equals(month.from())
              || elapsed.compareTo(whole) > 0) {
            throw new IllegalArgumentException(
                "the range from "
                    + month.from()
                    + " to "
                    + month.to()
                    + " is not the beginning of a month in "
                    + month.zone()
                    + ": use UsageQuery.monthToDate");
          }
          BigDecimal spent = total(month).costUsd();
          if (elapsed.isZero()) {
            return spent;
          }
          return spent
              .multiply(BigDecimal.valueOf(whole.toNanos()))
              .divide(BigDecimal.valueOf(elapsed.toNanos()), COST_SCALE, RoundingMode.HALF_UP);
        });
  }

  /**
   * Adds usage recorded since the last call to the hourly sums, so that the service's queries about
   * everybody stay fast; their results do not change. Meant to be called about once a minute.
   * Nobody who records usage waits for it; a second call waits for the first. One round trip.
   * Service only.
   *
   * @return the number of changes that were added
   * @throws AccessDeniedException if the identity is not the service
   * @throws ConfigurationException if the database has no rollup
   */
  public long foldRollup() {
    return call("foldRollup", () -> rollUp("fold_usage"));
  }

  /**
   * Recomputes the hourly sums from all rows, which is needed if rows were written while triggers
   * were off. Nobody who records usage waits for it; what they record meanwhile is not lost. Reads
   * the whole table. One round trip. Service only.
   *
   * @return the number of sums, one per hour, provider and model
   * @throws AccessDeniedException if the identity is not the service
   * @throws ConfigurationException if the database has no rollup
   */
  public long rebuildRollup() {
    return call("rebuildRollup", () -> rollUp("rebuild_usage"));
  }

  private long rollUp(String function) {
    requireService("sums of usage");
    return dsl()
        .select(DSL.function(DSL.name("flashfusion_rollup", function), SQLDataType.BIGINT))
        .fetchSingle()
        .value1();
  }

  private ResultQuery<Record> select(
      UsageSource source,
      List<Field<?>> keys,
      List<? extends OrderField<?>> order,
      @Nullable Integer limit,
      Field<?>... more) {
    SelectQuery<Record> query =
        dsl()
            .select(keys)
            .select(source.sums().asField())
            .select(more)
            .from(source.table())
            .where(source.where())
            .groupBy(keys)
            .having(source.having())
            .orderBy(order)
            .getQuery();
    if (limit != null) {
      query.addLimit(limit);
    }
    List<Field<?>> selected = new ArrayList<>(keys);
    selected.addAll(source.sums().fields());
    selected.addAll(List.of(more));
    return query.coerce(selected);
  }

  /**
   * Returns the rollup for the service's queries about everybody, if there is one, otherwise the
   * rows.
   */
  private UsageSource source(UsageQuery query) {
    return context().hasRollup()
            && isService()
            && query.profile() == null
            && query.project() == null
        ? UsageSource.rollup(query.from(), query.to())
        : rows(query);
  }

  private UsageSource rows(UsageQuery query) {
    return UsageSource.rows(matches(query));
  }

  /**
   * Returns the condition of the query. Row level security alone would suffice, but with the filter
   * the planner can use the index.
   */
  private Condition matches(UsageQuery query) {
    Condition condition =
        AI_USAGE_LOGS
            .CREATED_AT
            .greaterOrEqual(query.from())
            .and(AI_USAGE_LOGS.CREATED_AT.lessThan(query.to()));
    if (query.profile() != null) {
      condition = condition.and(AI_USAGE_LOGS.USER_ID.eq(query.profile()));
    } else if (context().identity().authUserId().isPresent()) {
      condition = condition.and(AI_USAGE_LOGS.USER_ID.eq(callerProfile()));
    }
    if (query.project() != null) {
      condition = condition.and(AI_USAGE_LOGS.PROJECT_ID.eq(query.project()));
    }
    return condition;
  }

  private static Field<?> key(UsageDimension dimension, UsageQuery query) {
    return switch (dimension) {
      case TIME ->
          Buckets.of(
              AI_USAGE_LOGS.CREATED_AT,
              query.bucket(),
              query.zone(),
              new TimeRange(query.from(), query.to()));
      case PROVIDER -> AI_USAGE_LOGS.PROVIDER;
      case MODEL -> AI_USAGE_LOGS.MODEL;
      case ACTION -> AI_USAGE_LOGS.ACTION;
      case STATUS -> AI_USAGE_LOGS.STATUS;
      case PROJECT -> AI_USAGE_LOGS.PROJECT_ID;
    };
  }

  private static UsageGroup group(Record row, @Nullable Field<?> bucket, ZoneId zone) {
    return new UsageGroup(
        bucket == null ? null : Buckets.start(row, bucket, zone),
        value(row, AI_USAGE_LOGS.PROVIDER),
        value(row, AI_USAGE_LOGS.MODEL),
        value(row, AI_USAGE_LOGS.ACTION),
        value(row, AI_USAGE_LOGS.STATUS),
        value(row, AI_USAGE_LOGS.PROJECT_ID),
        UsageSums.usage(row),
        UsageSums.latency(row));
  }

  private static <T> @Nullable T value(Record row, Field<T> key) {
    return row.indexOf(key) < 0 ? null : row.get(key);
  }
}
