package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.query.WebhookDelivery;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WebhookRepositoryTest extends RepositoryFixture {

  static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void subscribersAreTheActiveWebhooksThatWantTheEvent() {
    WebhookId push = webhook(alice, "push", "star");
    WebhookId other = webhook(alice, "star");
    WebhookId bobs = webhook(bob, "push");
    assertThat(alice.webhooks().subscribersOf("push"))
        .extracting(WebhookRecord::getId)
        .containsExactly(push);
    assertThat(alice.webhooks().subscribersOf("star"))
        .extracting(WebhookRecord::getId)
        .containsExactly(push, other);
    assertThat(alice.webhooks().subscribersOf("Push")).isEmpty();
    assertThat(service.webhooks().subscribersOf("push"))
        .extracting(WebhookRecord::getId)
        .containsExactly(push, bobs);
    alice.webhooks().disable(push);
    assertThat(service.webhooks().subscribersOf("push"))
        .extracting(WebhookRecord::getId)
        .containsExactly(bobs);
    assertThat(alice.webhooks().enable(push).getActive()).isTrue();
    assertThat(alice.webhooks().subscribersOf("push")).hasSize(1);
    assertThatThrownBy(() -> embedded.flashfusion().asAnonymous().webhooks().subscribersOf("push"))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void anotherPersonsWebhookDoesNotExist() {
    WebhookId webhook = webhook(alice, "push");
    for (Runnable attempt :
        List.<Runnable>of(
            () -> bob.webhooks().enable(webhook),
            () -> bob.webhooks().disable(webhook),
            () -> bob.webhooks().rotateSecret(webhook),
            () -> bob.webhooks().sign(webhook, "x"),
            () -> bob.webhooks().verify(webhook, "t=1,v1=00", "x", MINUTE))) {
      assertThatThrownBy(attempt::run).isInstanceOf(NotFoundException.class);
    }
    assertThat(alice.webhooks().get(webhook).getActive()).isTrue();
  }

  @Test
  void aPayloadIsSignedWithTheSecretOfTheDatabase() {
    WebhookId webhook = webhook(alice, "push");
    assertThatThrownBy(() -> alice.webhooks().sign(webhook, "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rotateSecret");
    Secret secret = alice.webhooks().rotateSecret(webhook);
    String header = service.webhooks().sign(webhook, "{}");
    assertThat(header).doesNotContain(secret.reveal());
    assertThat(WebhookSignature.verify(header, "{}", secret.reveal(), MINUTE, Clock.systemUTC()))
        .isTrue();
    assertThat(alice.webhooks().verify(webhook, header, "{}", MINUTE)).isTrue();
    assertThat(alice.webhooks().verify(webhook, header, "{ }", MINUTE)).isFalse();
    alice.webhooks().rotateSecret(webhook);
    assertThat(alice.webhooks().verify(webhook, header, "{}", MINUTE)).isFalse();
  }

  @Test
  void ofSecretsMadeAtOnceOneIsStored() throws Exception {
    WebhookId webhook = webhook(alice, "push");
    List<String> secrets =
        Callers.results(Callers.together(i -> alice.webhooks().rotateSecret(webhook))).stream()
            .map(Secret::reveal)
            .toList();
    assertThat(secrets).hasSize(Callers.COUNT).doesNotHaveDuplicates();
    assertThat(secrets).contains(database().fetchValue(WEBHOOKS.SECRET));
  }

  @Test
  void aSecretIsRandomAndItsTextTellsNothing() {
    WebhookId webhook = webhook(alice, "push");
    Secret secret = alice.webhooks().rotateSecret(webhook);
    assertThat(secret.reveal()).matches("whsec_[A-Za-z0-9_-]{43}");
    assertThat(secret).hasToString("(secret)");
    assertThat(database().fetchValue(WEBHOOKS.SECRET, WEBHOOKS.ID.eq(webhook)))
        .isEqualTo(secret.reveal());
  }

  @Test
  void aDeliveryIsWrittenByTheServiceOnly() {
    WebhookId webhook = webhook(alice, "push");
    JsonMapper json = JsonMapper.shared();
    WebhookDelivery delivery =
        new WebhookDelivery(
            "push", 200, Duration.ofNanos(12_999_999), json.readTree("{\"a\":1}"), null, null);
    WebhookLogRecord stored = service.webhooks().recordDelivery(webhook, delivery);
    assertThat(stored.getWebhookId()).isEqualTo(webhook);
    assertThat(stored.getStatusCode()).isEqualTo(200);
    assertThat(stored.getDurationMs()).isEqualTo(12);
    assertThat(stored.getRequestBody()).isEqualTo(delivery.request());
    assertThat(stored.getResponseBody()).isEqualTo(json.createObjectNode());
    assertThat(alice.webhooks().get(webhook).getLastTriggeredAt()).isEqualTo(stored.getCreatedAt());
    assertThat(alice.webhookLogs().get(stored.getId())).isEqualTo(stored);
    assertThat(bob.webhookLogs().find(stored.getId())).isEmpty();

    assertThatThrownBy(() -> alice.webhooks().recordDelivery(webhook, delivery))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> service.webhooks().recordDelivery(WebhookId.random(), delivery))
        .isInstanceOf(NotFoundException.class);
    assertThat(database().fetchCount(WEBHOOK_LOGS)).isEqualTo(1);
  }

  @Test
  void whatNoDeliveryCanBeIsRefused() {
    assertThatThrownBy(() -> new WebhookDelivery(" ", 200, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WebhookDelivery("push", 99, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
    assertThatThrownBy(
            () -> new WebhookDelivery("push", 200, Duration.ofMillis(-1), null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static WebhookId webhook(Session session, String... events) {
    WebhookRecord webhook = new WebhookRecord();
    webhook.setUserId(session.profiles().me().getId());
    webhook.setName("Hook").setUrl("https://example.com/hook").setEvents(events);
    return session.webhooks().insert(webhook).getId();
  }
}
