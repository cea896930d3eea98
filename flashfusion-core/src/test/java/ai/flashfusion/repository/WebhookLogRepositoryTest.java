package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.notification.WebhookStats;
import ai.flashfusion.notification.WebhookStats.Outcome;
import ai.flashfusion.notification.WebhookStats.StatusClass;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookLogRepositoryTest extends RepositoryFixture {

  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  static final TimeRange HOUR = new TimeRange(START, START.plus(Duration.ofHours(1)));

  WebhookId webhook;
  final List<WebhookLogRecord> rows = new ArrayList<>();

  @BeforeEach
  void webhook() {
    WebhookRecord row = new WebhookRecord();
    row.setUserId(aliceProfile).setName("Hook").setUrl("https://example.com/hook");
    webhook = alice.webhooks().insert(row).getId();
  }

  @Test
  void deliveriesArePagedNewestFirst() {
    for (int i = 0; i < 5; i++) {
      delivered(i, "push", i % 2 == 0 ? 200 : 500, i);
    }
    store();
    Page<WebhookLogRecord> first = alice.webhookLogs().deliveries(webhook, PageQuery.ofSize(3));
    assertThat(first.rows()).extracting(WebhookLogRecord::getDurationMs).containsExactly(4, 3, 2);
    Page<WebhookLogRecord> second =
        alice
            .webhookLogs()
            .deliveries(webhook, PageQuery.ofSize(3).after(first.next().orElseThrow()));
    assertThat(second.rows()).extracting(WebhookLogRecord::getDurationMs).containsExactly(1, 0);
    assertThat(second.next()).isEmpty();
    assertThat(alice.webhookLogs().failures(webhook, HOUR, PageQuery.ofSize(9)).rows())
        .extracting(WebhookLogRecord::getDurationMs)
        .containsExactly(3, 1);
    assertThat(bob.webhookLogs().deliveries(webhook, PageQuery.ofSize(3)).rows()).isEmpty();
    assertThat(bob.webhookLogs().failures(webhook, HOUR, PageQuery.ofSize(3)).rows()).isEmpty();
  }

  @Test
  void everyStatusExcept2xxIsFailure() {
    delivered(0, "push", 199, 1);
    delivered(1, "push", 200, 2);
    delivered(2, "push", 299, 3);
    delivered(3, "push", 300, 4);
    delivered(4, "push", null, 5);
    delivered(-1, "push", 500, 6);
    delivered(3600, "push", 500, 7);
    store();
    assertThat(alice.webhookLogs().failures(webhook, HOUR, PageQuery.ofSize(9)).rows())
        .extracting(WebhookLogRecord::getDurationMs)
        .containsExactly(5, 4, 1);
  }

  @Test
  void statsSumUpPerEventAndStatusClass() {
    for (int i = 1; i <= 20; i++) {
      delivered(i, "push", i <= 18 ? 204 : 503, i * 10);
    }
    delivered(30, "star", null, null);
    delivered(31, "star", 301, null);
    delivered(32, "star", 404, null);
    delivered(33, "star", 100, null);
    delivered(3600, "later", 200, 1);
    store();
    WebhookStats stats = alice.webhookLogs().stats(webhook, HOUR);
    assertThat(stats.all())
        .isEqualTo(new Outcome(24, 18, Duration.ofMillis(100), Duration.ofMillis(190)));
    assertThat(stats.all().successRate()).isEqualTo(0.75);
    assertThat(stats.byEvent())
        .containsExactly(
            Map.entry("push", new Outcome(20, 18, Duration.ofMillis(100), Duration.ofMillis(190))),
            Map.entry("star", new Outcome(4, 0, null, null)));
    assertThat(stats.byStatusClass())
        .containsExactly(
            Map.entry(StatusClass.INFORMATIONAL, 1L),
            Map.entry(StatusClass.SUCCESS, 18L),
            Map.entry(StatusClass.REDIRECTION, 1L),
            Map.entry(StatusClass.CLIENT_ERROR, 1L),
            Map.entry(StatusClass.SERVER_ERROR, 2L),
            Map.entry(StatusClass.NONE, 1L));
    WebhookStats nothing = bob.webhookLogs().stats(webhook, HOUR);
    assertThat(nothing.all()).isEqualTo(Outcome.NONE);
    assertThat(nothing.all().successRate()).isZero();
    assertThat(nothing.byEvent()).isEmpty();
    assertThat(nothing.byStatusClass()).hasSize(6).containsEntry(StatusClass.SUCCESS, 0L);
  }

  @Test
  void failuresAreCountedSinceTheLastSuccess() {
    assertThat(alice.webhookLogs().consecutiveFailures(webhook)).isZero();
    delivered(1, "push", 500, 1);
    delivered(2, "push", null, 1);
    store();
    assertThat(alice.webhookLogs().consecutiveFailures(webhook)).isEqualTo(2);
    delivered(3, "push", 200, 1);
    store();
    assertThat(alice.webhookLogs().consecutiveFailures(webhook)).isZero();
    delivered(4, "push", 404, 1);
    store();
    assertThat(alice.webhookLogs().consecutiveFailures(webhook)).isEqualTo(1);
    assertThat(bob.webhookLogs().consecutiveFailures(webhook)).isZero();
  }

  @Test
  void aUserCannotWriteTheLog() {
    delivered(1, "push", 200, 1);
    assertThatThrownBy(() -> alice.webhookLogs().insert(rows.get(0)))
        .isInstanceOf(AccessDeniedException.class);
  }

  private void delivered(
      int second, String event, @Nullable Integer status, @Nullable Integer millis) {
    WebhookLogRecord row = new WebhookLogRecord();
    row.setWebhookId(webhook).setEventType(event).setStatusCode(status).setDurationMs(millis);
    row.setCreatedAt(START.plusSeconds(second));
    rows.add(row);
  }

  private void store() {
    service.webhookLogs().insertAll(rows);
    rows.clear();
  }
}
