package ai.flashfusion.repository.helpers;

import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.TimeRange;
import java.time.Instant;
import java.util.List;

/** The additional methods of {@code WebhookLogRepository}. */
final class WebhookLogRepositoryHelpers {

  private static final TimeRange RANGE =
      new TimeRange(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z"));

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "deliveries",
              1,
              "the webhook's owner, service",
              w -> w.alice.webhookLogs().deliveries(w.webhook, PageQuery.ofSize(10))),
          new Helper(
              "failures",
              1,
              "the webhook's owner, service",
              w -> w.alice.webhookLogs().failures(w.webhook, RANGE, PageQuery.ofSize(10))),
          new Helper(
              "stats",
              1,
              "the webhook's owner, service",
              w -> w.alice.webhookLogs().stats(w.webhook, RANGE)),
          new Helper(
              "consecutiveFailures",
              1,
              "the webhook's owner, service",
              w -> w.alice.webhookLogs().consecutiveFailures(w.webhook)));

  private WebhookLogRepositoryHelpers() {}
}
