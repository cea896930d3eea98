package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.property.Property;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubscriptionPropertyTest extends RepositoryFixture {

  static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  static final ProfileSubscriptionTier[] TIERS = ProfileSubscriptionTier.values();

  int people;

  @Test
  void randomChangesAgreeWithModel() {
    Property.holds("periods of a subscription", 12, this::changes);
  }

  private void changes(RandomGenerator random) {
    ProfileId profile =
        embedded
            .flashfusion()
            .asUser(embedded.signUp("person-" + people++ + "@example.com"))
            .profiles()
            .me()
            .getId();
    NavigableMap<Instant, ProfileSubscriptionTier> model = new TreeMap<>();
    for (int step = 0; step < 20; step++) {
      ProfileSubscriptionTier tier = TIERS[random.nextInt(TIERS.length)];
      // Some before the last change, some at it, most after it.
      Instant at = (model.isEmpty() ? START : model.lastKey()).plusSeconds(random.nextInt(-5, 20));
      if (!model.isEmpty() && model.lastEntry().getValue() == tier) {
        change(profile, tier, at);
      } else if (!model.isEmpty() && !at.isAfter(model.lastKey())) {
        assertThatThrownBy(() -> change(profile, tier, at))
            .isInstanceOf(IllegalTransitionException.class);
      } else {
        change(profile, tier, at);
        model.put(at, tier);
      }
      Instant when = START.plusSeconds(random.nextInt(-10, 200));
      assertThat(tierAsOf(profile, when)).isEqualTo(literal(model, when));
    }
    var periods = service.subscriptions().timeline(profile);
    SubscriptionHistoryRepositoryTest.assertNoGapAndNoOverlap(periods);
    assertThat(periods)
        .extracting(SubscriptionHistoryRecord::getStartedAt)
        .containsExactlyElementsOf(model.keySet());
    assertThat(periods)
        .extracting(SubscriptionHistoryRecord::getTier)
        .containsExactlyElementsOf(
            model.values().stream().map(ProfileSubscriptionTier::getLiteral).toList());
    assertThat(service.profiles().get(profile).getSubscriptionTier())
        .isEqualTo(model.lastEntry().getValue());
  }

  private SubscriptionHistoryRecord change(
      ProfileId profile, ProfileSubscriptionTier tier, Instant at) {
    return service.subscriptions().changeTier(profile, tier, null, at);
  }

  private String tierAsOf(ProfileId profile, Instant when) {
    return service
        .subscriptions()
        .asOf(profile, when)
        .map(SubscriptionHistoryRecord::getTier)
        .orElse("");
  }

  private static String literal(
      NavigableMap<Instant, ProfileSubscriptionTier> model, Instant when) {
    var entry = model.floorEntry(when);
    return entry == null ? "" : entry.getValue().getLiteral();
  }
}
