package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.apikey.AuthenticatedKey;
import ai.flashfusion.apikey.IssuedKey;
import ai.flashfusion.apikey.Secret;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.notification.WebhookSignature;
import ai.flashfusion.notification.WebhookStats;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of the page on webhooks and keys. */
class WebhookSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session service = embedded.flashfusion().asService("a test of the manual");
  WebhookId webhook;
  ProjectId project;

  @BeforeEach
  void start() {
    WebhookRecord row = new WebhookRecord();
    row.setUserId(alice.profiles().me().getId()).setName("Hook");
    row.setUrl("https://example.com/hook").setEvents(new String[] {"push"});
    webhook = alice.webhooks().insert(row).getId();
    project =
        alice
            .projects()
            .create("Shop", "shop", ProjectFramework.REACT, ProjectVisibility.PRIVATE)
            .getId();
  }

  @Test
  void deliverAndVerify() {
    String payload = "{\"ref\":\"main\"}";
    // snippet: webhook-sign
    Secret secret = alice.webhooks().rotateSecret(webhook); // shown to its owner once
    for (WebhookRecord subscriber : service.webhooks().subscribersOf(project, "push")) {
      String header = service.webhooks().sign(subscriber.getId(), payload);
      // … post payload and header to subscriber.getUrl(), then write down how it went:
      service
          .webhooks()
          .recordDelivery(
              subscriber.getId(),
              new WebhookDelivery("push", 204, Duration.ofMillis(38), null, null, null));
      // end
      assertThat(header).startsWith("t=");
      // snippet: webhook-sign
    }
    // end
    String body = payload;
    String header = service.webhooks().sign(webhook, payload);
    String sharedSecret = secret.reveal();
    // snippet: webhook-verify
    boolean genuine =
        WebhookSignature.verify(
            header, body, sharedSecret, Duration.ofMinutes(5), Clock.systemUTC());
    // end
    assertThat(genuine).isTrue();
    TimeRange range =
        new TimeRange(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z"));
    // snippet: webhook-stats
    WebhookStats stats = alice.webhookLogs().stats(webhook, range); // one round trip
    double rate = stats.all().successRate();
    long failures = alice.webhookLogs().consecutiveFailures(webhook);
    // end
    assertThat(rate).isEqualTo(1);
    assertThat(failures).isZero();
  }

  @Test
  void keys() {
    // snippet: api-key
    IssuedKey key = alice.apiKeys().issue("CI", Permissions.of(Permission.READ));
    String plaintext = key.plaintext().reveal(); // ffk_…, this one time
    Optional<AuthenticatedKey> owner = service.apiKeys().authenticate(plaintext); // one round trip
    Session acting = embedded.flashfusion().asUser(owner.orElseThrow().user());
    IssuedKey next = alice.apiKeys().rotate(key.id(), Duration.ofDays(1)); // both work for a day
    // end
    assertThat(acting.profiles().me()).isEqualTo(alice.profiles().me());
    assertThat(next.id()).isNotEqualTo(key.id());
  }
}
