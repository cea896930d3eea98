package ai.flashfusion.repository.helpers;

import ai.flashfusion.notification.WebhookDelivery;
import java.time.Duration;
import java.util.List;

/** The additional methods of {@code WebhookRepository}. */
final class WebhookRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "subscribersOf",
              1,
              "users: own; service: everybody's",
              w -> w.alice.webhooks().subscribersOf(w.project, "push")),
          new Helper(
              "rotateSecret",
              1,
              "its owner, service",
              w -> w.alice.webhooks().rotateSecret(w.webhook)),
          new Helper(
              "sign", 1, "its owner, service", w -> w.service.webhooks().sign(w.webhook, "{}")),
          new Helper(
              "verify",
              1,
              "its owner, service",
              w -> w.alice.webhooks().verify(w.webhook, "t=1,v1=00", "{}", Duration.ofMinutes(5))),
          new Helper("enable", 1, "its owner, service", w -> w.alice.webhooks().enable(w.webhook)),
          new Helper(
              "disable", 1, "its owner, service", w -> w.alice.webhooks().disable(w.webhook)),
          new Helper(
              "recordDelivery",
              1,
              "service",
              w ->
                  w.service
                      .webhooks()
                      .recordDelivery(
                          w.webhook, new WebhookDelivery("push", 200, null, null, null, null))));

  private WebhookRepositoryHelpers() {}
}
