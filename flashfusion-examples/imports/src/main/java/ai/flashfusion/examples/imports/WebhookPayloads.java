package ai.flashfusion.examples.imports;

import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;

import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.notification.WebhookStats;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Bodies of GitHub's events. They become deliveries to one webhook that subscribes to all of them;
 * the answers are empty, as the file does not contain them.
 */
final class WebhookPayloads {

  /** The start of each line, which has these keys before the body. */
  private static final String EVENT = "^\\{\"provider\":\"[^\"]*\",\"event_type\":\"([^\"]*)\"";

  private static final TimeRange ALWAYS =
      new TimeRange(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));

  private WebhookPayloads() {}

  static void load(TextFile text, Person owner, Session service, Comparison comparison) {
    List<JsonNode> events = text.documents("event_type", "payload");
    WebhookId webhook =
        comparison.load(
            DataFolder.WEBHOOKS,
            () -> {
              WebhookId subscribed = subscribe(owner, events);
              service
                  .webhookLogs()
                  .insertAll(events.stream().map(event -> delivery(subscribed, event)).toList());
              return subscribed;
            });
    comparison.compare(
        "deliveries", text.lines().size(), () -> stats(owner, webhook).all().deliveries());
    comparison.compare(
        "event types", text.distinct(EVENT), () -> stats(owner, webhook).byEvent().size());
    comparison.compare(
        "bodies with an action",
        text.count(EVENT + ",\"action\":\""),
        () -> withAction(owner, webhook));
  }

  private static WebhookId subscribe(Person owner, List<JsonNode> events) {
    WebhookRecord webhook =
        new WebhookRecord()
            .setUserId(owner.profile())
            .setName("All events")
            .setUrl("https://example.com/hook")
            .setEvents(
                events.stream()
                    .map(event -> event.get("event_type").asString())
                    .distinct()
                    .toArray(String[]::new));
    return owner.session().webhooks().insert(webhook).getId();
  }

  private static WebhookLogRecord delivery(WebhookId webhook, JsonNode event) {
    return new WebhookLogRecord()
        .setWebhookId(webhook)
        .setEventType(event.get("event_type").asString())
        .setRequestBody(event.get("payload"));
  }

  private static WebhookStats stats(Person owner, WebhookId webhook) {
    return owner.session().webhookLogs().stats(webhook, ALWAYS);
  }

  private static long withAction(Person owner, WebhookId webhook) {
    AtomicLong found = new AtomicLong();
    owner.session().webhookLogs().stream(
        WEBHOOK_LOGS.WEBHOOK_ID.eq(webhook),
        row ->
            found.addAndGet(
                Objects.requireNonNull(row.getRequestBody()).path("action").isString() ? 1 : 0));
    return found.get();
  }
}
