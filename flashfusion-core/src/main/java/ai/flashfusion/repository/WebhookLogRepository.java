package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.notification.WebhookStats;
import ai.flashfusion.notification.WebhookStats.Outcome;
import ai.flashfusion.notification.WebhookStats.StatusClass;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.ids.WebhookLogId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries to webhooks and their outcome. Written by the service; a user reads those of their
 * own webhooks. A delivery succeeded if the status of the answer is 200 to 299, and failed
 * otherwise.
 */
public final class WebhookLogRepository extends Repository<WebhookLogRecord, WebhookLogId> {

  private static final Condition SUCCEEDED = WEBHOOK_LOGS.STATUS_CODE.between(200, 299);
  private static final Condition FAILED =
      WEBHOOK_LOGS.STATUS_CODE.isNull().or(WEBHOOK_LOGS.STATUS_CODE.notBetween(200, 299));

  WebhookLogRepository(SessionContext context) {
    super(context, WEBHOOK_LOGS, WEBHOOK_LOGS.ID, Keys.WEBHOOK_LOGS_PKEY);
  }

  /**
   * Returns one page of the webhook's deliveries, the newest first unless the query says otherwise;
   * empty if the caller may not see the webhook. One round trip.
   */
  public Page<WebhookLogRecord> deliveries(WebhookId webhook, PageQuery query) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(query, "query");
    return call(
        "deliveries",
        () -> page(query.where(query.filter().and(WEBHOOK_LOGS.WEBHOOK_ID.eq(webhook)))));
  }

  /**
   * Returns one page of the webhook's failed deliveries in the range, like {@link #deliveries}. One
   * round trip.
   */
  public Page<WebhookLogRecord> failures(WebhookId webhook, TimeRange range, PageQuery query) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(query, "query");
    return call(
        "failures",
        () -> deliveries(webhook, query.where(query.filter().and(within(range)).and(FAILED))));
  }

  /**
   * Returns statistics on the webhook's deliveries in the range: in total, by event type and by
   * class of status; zeros if the caller may not see the webhook. One round trip.
   */
  public WebhookStats stats(WebhookId webhook, TimeRange range) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(range, "range");
    return call(
        "stats",
        () -> {
          Field<Integer> hundreds = WEBHOOK_LOGS.STATUS_CODE.div(DSL.inline(100));
          Field<Integer> deliveries = DSL.count();
          Field<Integer> succeeded = DSL.count().filterWhere(SUCCEEDED);
          Field<Integer> p50 = duration("0.5");
          Field<Integer> p95 = duration("0.95");
          // Tells to which of the three groupings a row belongs: the bit of a column is 1 if it is
          // left
          // out.
          Field<Integer> grouping =
              DSL.field("grouping({0}, {1})", Integer.class, WEBHOOK_LOGS.EVENT_TYPE, hundreds);
          Outcome all = Outcome.NONE;
          Map<String, Outcome> byEvent = new HashMap<>();
          Map<StatusClass, Long> byClass = new EnumMap<>(StatusClass.class);
          for (StatusClass each : StatusClass.values()) {
            byClass.put(each, 0L);
          }
          for (Record row :
              dsl()
                  .select(
                      grouping, WEBHOOK_LOGS.EVENT_TYPE, hundreds, deliveries, succeeded, p50, p95)
                  .from(WEBHOOK_LOGS)
                  .where(WEBHOOK_LOGS.WEBHOOK_ID.eq(webhook).and(within(range)))
                  .groupBy(
                      DSL.groupingSets(
                          new Field<?>[0],
                          new Field<?>[] {WEBHOOK_LOGS.EVENT_TYPE},
                          new Field<?>[] {hundreds}))) {
            long count = row.get(deliveries);
            Outcome outcome =
                new Outcome(count, row.get(succeeded), millis(row.get(p50)), millis(row.get(p95)));
            switch (row.get(grouping)) {
              case 3 -> all = outcome;
              case 1 -> byEvent.put(row.get(WEBHOOK_LOGS.EVENT_TYPE), outcome);
              default -> byClass.merge(statusClass(row.get(hundreds)), count, Long::sum);
            }
          }
          return new WebhookStats(all, byEvent, byClass);
        });
  }

  /**
   * Counts the webhook's failed deliveries since the last one that succeeded; all of them if none
   * did. One round trip.
   */
  public long consecutiveFailures(WebhookId webhook) {
    Objects.requireNonNull(webhook, "webhook");
    return call(
        "consecutiveFailures",
        () -> {
          Condition ofWebhook = WEBHOOK_LOGS.WEBHOOK_ID.eq(webhook);
          Condition sinceSuccess =
              DSL.row(WEBHOOK_LOGS.CREATED_AT, WEBHOOK_LOGS.ID)
                  .gt(
                      DSL.select(WEBHOOK_LOGS.CREATED_AT, WEBHOOK_LOGS.ID)
                          .from(WEBHOOK_LOGS)
                          .where(ofWebhook.and(SUCCEEDED))
                          .orderBy(WEBHOOK_LOGS.CREATED_AT.desc(), WEBHOOK_LOGS.ID.desc())
                          .limit(1));
          return dsl()
              .select(DSL.count().coerce(Long.class))
              .from(WEBHOOK_LOGS)
              // Without a success there is nothing to compare with.
              .where(
                  ofWebhook.and(DSL.coalesce(DSL.field(sinceSuccess), DSL.inline(true)).isTrue()))
              .fetchSingle()
              .value1();
        });
  }

  private static Condition within(TimeRange range) {
    return WEBHOOK_LOGS
        .CREATED_AT
        .greaterOrEqual(range.from())
        .and(WEBHOOK_LOGS.CREATED_AT.lessThan(range.to()));
  }

  private static Field<Integer> duration(String share) {
    return DSL.percentileDisc(new java.math.BigDecimal(share))
        .withinGroupOrderBy(WEBHOOK_LOGS.DURATION_MS)
        .coerce(Integer.class);
  }

  private static @Nullable Duration millis(@Nullable Integer millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }

  private static StatusClass statusClass(@Nullable Integer hundreds) {
    return switch (hundreds == null ? 0 : hundreds) {
      case 1 -> StatusClass.INFORMATIONAL;
      case 2 -> StatusClass.SUCCESS;
      case 3 -> StatusClass.REDIRECTION;
      case 4 -> StatusClass.CLIENT_ERROR;
      case 5 -> StatusClass.SERVER_ERROR;
      default -> StatusClass.NONE;
    };
  }
}
