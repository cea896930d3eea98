package ai.flashfusion.repository.helpers;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The methods of {@code ProfileRepository}. */
final class ProfileRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper("me", 1, "users", w -> w.alice.profiles().me()),
          new Helper(
              "findByEmail",
              1,
              "the person; service",
              w -> w.alice.profiles().findByEmail("ALICE@example.com").orElseThrow()),
          new Helper(
              "findByUsername",
              1,
              "the person; service",
              w -> w.alice.profiles().findByUsername("nobody")),
          new Helper(
              "findByStripeCustomer",
              1,
              "the person; service",
              w -> w.service.profiles().findByStripeCustomer("cus_none")),
          new Helper(
              "updatePreferences",
              1,
              "users",
              w ->
                  w.alice
                      .profiles()
                      .updatePreferences(
                          JsonMapper.shared().readTree("{\"editor\":{\"theme\":\"dark\"}}"))),
          new Helper(
              "consumeApiCalls",
              1,
              "service",
              w -> w.service.profiles().consumeApiCalls(w.aliceProfile, 1)),
          new Helper(
              "resetApiCalls",
              1,
              "service",
              w -> w.service.profiles().resetApiCalls(List.of(w.aliceProfile, w.bobProfile))),
          new Helper(
              "overQuota", 1, "the person; service", w -> w.service.profiles().overQuota(0.8)),
          new Helper(
              "publicCards",
              1,
              "users: people they share with",
              w -> w.alice.profiles().publicCards(List.of(w.bobProfile))));

  private ProfileRepositoryHelpers() {}
}
