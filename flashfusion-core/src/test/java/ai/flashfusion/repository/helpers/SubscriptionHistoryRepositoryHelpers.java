package ai.flashfusion.repository.helpers;

import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import java.time.Instant;
import java.util.List;

/** The additional methods of {@code SubscriptionHistoryRepository}. */
final class SubscriptionHistoryRepositoryHelpers {

  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "current",
              1,
              "users: own; service: all",
              w -> w.alice.subscriptions().current(w.aliceProfile)),
          new Helper(
              "asOf",
              1,
              "users: own; service: all",
              w -> w.alice.subscriptions().asOf(w.aliceProfile, THEN)),
          new Helper(
              "timeline",
              1,
              "users: own; service: all",
              w -> w.alice.subscriptions().timeline(w.aliceProfile)),
          new Helper(
              "changeTier", 2, "service", SubscriptionHistoryRepositoryHelpers::changeToTheNext),
          new Helper(
              "churn",
              1,
              "service",
              w -> w.service.subscriptions().churn(new TimeRange(THEN, THEN.plusSeconds(1)))));

  private SubscriptionHistoryRepositoryHelpers() {}

  /** Changes to the next tier, as the same tier twice would be no change. */
  private static SubscriptionHistoryRecord changeToTheNext(World world) {
    ProfileSubscriptionTier tier = world.tiers.remove();
    world.tiers.add(tier);
    return world.service.subscriptions().changeTier(world.aliceProfile, tier, null);
  }
}
