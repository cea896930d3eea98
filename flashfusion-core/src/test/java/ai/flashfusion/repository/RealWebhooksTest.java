package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.project;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.notification.WebhookSignature;
import ai.flashfusion.notification.WebhookStats;
import ai.flashfusion.notification.WebhookStats.Outcome;
import ai.flashfusion.notification.WebhookStats.StatusClass;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Example payloads of GitHub's; they name no status and no time, which are filled in here. */
class RealWebhooksTest extends RepositoryFixture {

  static final String FILE = "webhook-payloads.jsonl.gz";
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void statsOfRealDeliveriesAreTheCountsOfTheFile() throws IOException {
    List<JsonNode> lines = RealFile.read(FILE);
    Map<String, Long> inFile =
        lines.stream()
            .collect(
                Collectors.groupingBy(line -> event(line), TreeMap::new, Collectors.counting()));
    WebhookId one = webhook(inFile.keySet());
    for (JsonNode line : lines) {
      service.webhooks().recordDelivery(one, delivery(line, 200));
    }
    WebhookId bulk = webhook(inFile.keySet());
    List<WebhookLogRecord> rows = new ArrayList<>();
    for (JsonNode line : lines) {
      WebhookLogRecord row = new WebhookLogRecord();
      row.setWebhookId(bulk).setEventType(event(line)).setRequestBody(line.get("payload"));
      row.setStatusCode(rows.size() % 5 == 0 ? 503 : 200).setDurationMs(rows.size());
      rows.add(row.setCreatedAt(START.plusSeconds(rows.size())));
    }
    assertThat(service.webhookLogs().insertAll(rows)).isEqualTo(lines.size());

    for (WebhookId webhook : List.of(one, bulk)) {
      WebhookStats stats =
          alice
              .webhookLogs()
              .stats(webhook, new TimeRange(START, Instant.parse("9999-01-01T00:00:00Z")));
      assertThat(stats.all().deliveries()).isEqualTo(lines.size()).isEqualTo(255);
      assertThat(stats.byEvent()).hasSize(57);
      assertThat(
              stats.byEvent().entrySet().stream()
                  .collect(
                      Collectors.toMap(Map.Entry::getKey, each -> each.getValue().deliveries())))
          .isEqualTo(inFile);
      assertThat(stats.byEvent().values().stream().mapToLong(Outcome::succeeded).sum())
          .isEqualTo(stats.all().succeeded())
          .isEqualTo(stats.byStatusClass().get(StatusClass.SUCCESS));
    }
    ProjectId project = project(alice, "shop");
    assertThat(alice.webhooks().subscribersOf(project, "push")).hasSize(2);
    assertThat(
            alice.webhookLogs().deliveries(one, PageQuery.ofSize(1_000)).rows().stream()
                .map(WebhookLogRecord::getRequestBody)
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            lines.stream().map(line -> line.get("payload")).toList());
  }

  @Test
  void everyRealPayloadIsSignedAndVerified() throws IOException {
    WebhookId webhook = webhook(List.of("push"));
    String secret = alice.webhooks().rotateSecret(webhook).reveal();
    for (JsonNode line : RealFile.read(FILE)) {
      String payload = line.get("payload").toString();
      String header = alice.webhooks().sign(webhook, payload);
      assertThat(verify(header, payload, secret)).isTrue();
      assertThat(verify(header, payload + " ", secret)).isFalse();
    }
  }

  private static boolean verify(String header, String payload, String secret) {
    return WebhookSignature.verify(
        header, payload, secret, Duration.ofMinutes(5), Clock.systemUTC());
  }

  private static String event(JsonNode line) {
    return line.get("event_type").asString();
  }

  private static WebhookDelivery delivery(JsonNode line, int status) {
    return new WebhookDelivery(
        event(line), status, Duration.ofMillis(5), line.get("payload"), null, null);
  }

  private WebhookId webhook(java.util.Collection<String> events) {
    WebhookRecord webhook = new WebhookRecord();
    webhook.setUserId(aliceProfile).setName("Hook").setUrl("https://example.com/hook");
    webhook.setEvents(events.toArray(String[]::new));
    return alice.webhooks().insert(webhook).getId();
  }
}
