package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.apikey.AuthenticatedKey;
import ai.flashfusion.apikey.IssuedKey;
import ai.flashfusion.apikey.KeyRefusal;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.schema.enums.ProfileStatus;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class ApiKeyRepositoryTest extends RepositoryFixture {

  static final Permissions READ = Permissions.of(Permission.READ);

  @Test
  void keyIsReturnedOnceAndStoredAsHash() {
    Instant end = Instant.parse("2099-01-01T00:00:00Z");
    IssuedKey key = alice.apiKeys().issue("CI", READ, end, 50);
    String plaintext = key.plaintext().reveal();
    assertThat(plaintext).matches("ffk_[A-Za-z0-9_-]{43}").startsWith(key.prefix());
    assertThat(key.prefix()).hasSize(12);
    ApiKeyRecord stored = alice.apiKeys().get(key.id());
    assertThat(stored.getUserId()).isEqualTo(aliceProfile);
    assertThat(stored.getName()).isEqualTo("CI");
    assertThat(stored.getPermissions()).isEqualTo(READ);
    assertThat(stored.getExpiresAt()).isEqualTo(end);
    assertThat(stored.getRateLimit()).isEqualTo(50);
    assertThat(stored.getKeyPrefix()).isEqualTo(key.prefix());
    assertThat(stored.getKeyHash()).matches("[0-9a-f]{64}");
    assertThat(key).asString().doesNotContain(plaintext).contains(key.prefix());
    assertThat(
            embedded.dsl().fetchValue("select string_agg(k::text, '') from api_keys k").toString())
        .doesNotContain(plaintext.substring(12));
    assertThat(alice.apiKeys().get(alice.apiKeys().issue("B", READ).id()).getRateLimit())
        .isEqualTo(1000);
  }

  @Test
  void rejectsInvalidKey() {
    assertThatThrownBy(() -> alice.apiKeys().issue(" ", READ))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alice.apiKeys().issue("CI", READ, null, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThatThrownBy(() -> service.apiKeys().issue("CI", READ))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> alice.apiKeys().expiring(Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alice.apiKeys().rotate(ApiKeyId.random(), Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void serviceAuthenticatesKey() {
    IssuedKey key = alice.apiKeys().issue("CI", READ);
    AuthenticatedKey owner = service.apiKeys().authenticate(key.plaintext().reveal()).orElseThrow();
    assertThat(owner)
        .isEqualTo(new AuthenticatedKey(key.id(), aliceProfile, aliceUser, READ, 1000));
    assertThat(embedded.flashfusion().asUser(owner.user()).profiles().me().getId())
        .isEqualTo(aliceProfile);
    assertThat(alice.apiKeys().get(key.id()).getLastUsedAt()).isNotNull();
    assertThat(why(key)).isEmpty();
    assertThatThrownBy(() -> alice.apiKeys().authenticate(key.plaintext().reveal()))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageNotContaining(key.plaintext().reveal());
    assertThatThrownBy(() -> alice.apiKeys().whyRefused(key.plaintext().reveal()))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageNotContaining(key.plaintext().reveal());
  }

  @Test
  void rejectsUnknownExpiredAndRevokedKeysAlike() {
    IssuedKey expired = alice.apiKeys().issue("old", READ, Instant.EPOCH, null);
    IssuedKey revoked = alice.apiKeys().issue("gone", READ);
    alice.apiKeys().revoke(revoked.id());
    assertThat(authenticate(expired)).isEmpty();
    assertThat(authenticate(revoked)).isEmpty();
    assertThat(service.apiKeys().authenticate("ffk_unknown")).isEmpty();
    assertThat(service.apiKeys().authenticate("")).isEmpty();
    assertThat(why(expired)).contains(KeyRefusal.EXPIRED);
    assertThat(why(revoked)).contains(KeyRefusal.REVOKED);
    assertThat(service.apiKeys().whyRefused("ffk_unknown")).contains(KeyRefusal.UNKNOWN);
    assertThat(embedded.dsl().fetchCount(API_KEYS, API_KEYS.LAST_USED_AT.isNotNull())).isZero();
  }

  @Test
  void theKeyOfSomebodyWhoMayNotActIsRefused() {
    IssuedKey key = alice.apiKeys().issue("CI", READ);
    for (ProfileStatus status : List.of(ProfileStatus.SUSPENDED, ProfileStatus.BANNED)) {
      embedded.dsl().update(PROFILES).set(PROFILES.STATUS, status).execute();
      assertThat(authenticate(key)).isEmpty();
      assertThat(why(key)).contains(KeyRefusal.OWNER);
    }
    embedded.dsl().update(PROFILES).setNull(PROFILES.STATUS).execute();
    assertThat(authenticate(key)).isPresent();
    embedded.dsl().update(PROFILES).setNull(PROFILES.USER_ID).execute();
    assertThat(authenticate(key)).isEmpty();
    assertThat(why(key)).contains(KeyRefusal.OWNER);
  }

  @Test
  void aRotatedKeyHasTheSameSettingsAndTheOldOneIsRevoked() {
    IssuedKey old = alice.apiKeys().issue("CI", READ, Instant.parse("2099-01-01T00:00:00Z"), 7);
    IssuedKey fresh = alice.apiKeys().rotate(old.id());
    assertThat(authenticate(old)).isEmpty();
    assertThat(authenticate(fresh)).isPresent();
    ApiKeyRecord before = alice.apiKeys().get(old.id());
    ApiKeyRecord after = alice.apiKeys().get(fresh.id());
    assertThat(before.getRevokedAt()).isNotNull();
    assertThat(after.getName()).isEqualTo(before.getName());
    assertThat(after.getPermissions()).isEqualTo(before.getPermissions());
    assertThat(after.getRateLimit()).isEqualTo(before.getRateLimit());
    assertThat(after.getExpiresAt()).isEqualTo(before.getExpiresAt());
    assertThat(after.getKeyHash()).isNotEqualTo(before.getKeyHash());
    assertThatThrownBy(() -> alice.apiKeys().rotate(old.id()))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("revoked");
    IssuedKey expired = alice.apiKeys().issue("old", READ, Instant.EPOCH, null);
    assertThatThrownBy(() -> alice.apiKeys().rotate(expired.id()))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void oldKeyWorksDuringGrace() {
    IssuedKey old = alice.apiKeys().issue("CI", READ);
    IssuedKey fresh = alice.apiKeys().rotate(old.id(), Duration.ofHours(1));
    assertThat(authenticate(old)).isPresent();
    assertThat(authenticate(fresh)).isPresent();
    assertThatThrownBy(() -> alice.apiKeys().rotate(old.id()))
        .isInstanceOf(IllegalTransitionException.class);
    // As if the hour were over.
    embedded
        .dsl()
        .update(API_KEYS)
        .set(API_KEYS.REVOKED_AT, DSL.currentInstant())
        .where(API_KEYS.ID.eq(old.id()))
        .execute();
    assertThat(authenticate(old)).isEmpty();
  }

  @Test
  void revokingIsNeverPostponed() {
    IssuedKey key = alice.apiKeys().issue("CI", READ);
    alice.apiKeys().rotate(key.id(), Duration.ofHours(1));
    ApiKeyRecord revoked = alice.apiKeys().revoke(key.id());
    assertThat(authenticate(key)).isEmpty();
    assertThat(alice.apiKeys().revoke(key.id())).isEqualTo(revoked);
  }

  @Test
  void hidesKeysOfOthers() {
    IssuedKey key = alice.apiKeys().issue("CI", READ, Instant.now().plusSeconds(60), null);
    assertThatThrownBy(() -> bob.apiKeys().revoke(key.id())).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.apiKeys().rotate(key.id())).isInstanceOf(NotFoundException.class);
    assertThat(bob.apiKeys().expiring(Duration.ofDays(1))).isEmpty();
    assertThat(alice.apiKeys().expiring(Duration.ofDays(1))).hasSize(1);
    assertThat(authenticate(key)).isPresent();
  }

  @Test
  void expiringKeysAreThoseThatAreStillValid() {
    Instant soon = Instant.now().plus(Duration.ofDays(5));
    IssuedKey second = alice.apiKeys().issue("second", READ, soon.plusSeconds(1), null);
    IssuedKey first = alice.apiKeys().issue("first", READ, soon, null);
    IssuedKey bobs = bob.apiKeys().issue("bob's", READ, soon.plusSeconds(2), null);
    alice.apiKeys().issue("never", READ);
    alice.apiKeys().issue("later", READ, soon.plus(Duration.ofDays(5)), null);
    alice.apiKeys().issue("over", READ, Instant.EPOCH, null);
    alice.apiKeys().revoke(alice.apiKeys().issue("revoked", READ, soon, null).id());
    assertThat(alice.apiKeys().expiring(Duration.ofDays(7)))
        .extracting(ApiKeyRecord::getId)
        .containsExactly(first.id(), second.id());
    assertThat(service.apiKeys().expiring(Duration.ofDays(7)))
        .extracting(ApiKeyRecord::getId)
        .containsExactly(first.id(), second.id(), bobs.id());
  }

  @Test
  void oneOfConcurrentRotationsSucceeds() throws Exception {
    IssuedKey key = alice.apiKeys().issue("CI", READ);
    var answers = Callers.together(i -> alice.apiKeys().rotate(key.id(), Duration.ofHours(i % 2)));
    assertThat(Callers.results(answers)).hasSize(1);
    assertThat(Callers.failures(answers))
        .hasSize(Callers.COUNT - 1)
        .hasOnlyElementsOfType(IllegalTransitionException.class);
    assertThat(embedded.dsl().fetchCount(API_KEYS)).isEqualTo(2);
  }

  @Test
  void aKeyIsNotAcceptedOnceRevokeHasReturned() throws Exception {
    IssuedKey key = alice.apiKeys().issue("CI", READ);
    AtomicBoolean revoked = new AtomicBoolean();
    var answers =
        Callers.together(
            i -> {
              if (i == 0) {
                alice.apiKeys().revoke(key.id());
                revoked.set(true);
              }
              boolean late = false;
              for (int n = 0; n < 20; n++) {
                boolean before = revoked.get();
                late |= authenticate(key).isPresent() && before;
              }
              return late;
            });
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(Callers.results(answers)).hasSize(Callers.COUNT).containsOnly(false);
    assertThat(authenticate(key)).isEmpty();
  }

  private Optional<AuthenticatedKey> authenticate(IssuedKey key) {
    return service.apiKeys().authenticate(key.plaintext().reveal());
  }

  private Optional<KeyRefusal> why(IssuedKey key) {
    return service.apiKeys().whyRefused(key.plaintext().reveal());
  }
}
