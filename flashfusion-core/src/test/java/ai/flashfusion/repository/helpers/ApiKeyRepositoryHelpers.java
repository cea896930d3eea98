package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.json.Permissions;
import java.time.Duration;
import java.util.List;

/** The additional methods of {@code ApiKeyRepository}. */
final class ApiKeyRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper("issue", 1, "users", w -> w.alice.apiKeys().issue("CI", Permissions.of())),
          new Helper(
              "authenticate", 1, "service", w -> w.service.apiKeys().authenticate("ffk_none")),
          new Helper("whyRefused", 1, "service", w -> w.service.apiKeys().whyRefused("ffk_none")),
          new Helper(
              "rotate", 1, "its owner, service", w -> w.alice.apiKeys().rotate(w.keys.remove())),
          new Helper(
              "revoke", 1, "its owner, service", w -> w.alice.apiKeys().revoke(w.keys.remove())),
          new Helper(
              "expiring",
              1,
              "users: own; service: all",
              w -> w.alice.apiKeys().expiring(Duration.ofDays(7))));

  private ApiKeyRepositoryHelpers() {}
}
