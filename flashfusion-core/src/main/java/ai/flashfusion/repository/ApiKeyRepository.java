package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.PROFILES;

import ai.flashfusion.apikey.AuthenticatedKey;
import ai.flashfusion.apikey.IssuedKey;
import ai.flashfusion.apikey.KeyRefusal;
import ai.flashfusion.apikey.Secret;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProfileStatus;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/**
 * Keys with which programs identify themselves. A user sees and changes their own. Only a prefix
 * and the SHA-256 of a key are stored. As a key is 256 random bits, nobody can find it by trying,
 * and a slow hash such as bcrypt would only slow down every request.
 *
 * <p>The database's clock decides whether a key is expired or revoked.
 */
public final class ApiKeyRepository extends Repository<ApiKeyRecord, ApiKeyId> {

  private static final String MARK = "ffk_";
  private static final int PREFIX = MARK.length() + 8;

  private static final Condition NOT_REVOKED =
      API_KEYS.REVOKED_AT.isNull().or(API_KEYS.REVOKED_AT.gt(Now.OF_TRANSACTION));
  private static final Condition NOT_EXPIRED =
      API_KEYS.EXPIRES_AT.isNull().or(API_KEYS.EXPIRES_AT.gt(Now.OF_TRANSACTION));
  private static final Condition OWNER_MAY_ACT =
      PROFILES
          .USER_ID
          .isNotNull()
          .and(
              PROFILES
                  .STATUS
                  .isNull()
                  .or(PROFILES.STATUS.notIn(ProfileStatus.SUSPENDED, ProfileStatus.BANNED)));

  ApiKeyRepository(SessionContext context) {
    super(context, API_KEYS, API_KEYS.ID, Keys.API_KEYS_KEY_HASH_KEY);
  }

  /**
   * Issues a key like {@link #issue(String, Permissions, Instant, Integer)} that never expires and
   * has the database's default rate limit.
   */
  public IssuedKey issue(String name, Permissions permissions) {
    return issue(name, permissions, null, null);
  }

  /**
   * Issues a key to the caller. One round trip.
   *
   * @param name a name by which people recognize the key
   * @param permissions the actions that the key allows
   * @param expiresAt the first instant at which the key is no longer accepted; null for never
   * @param rateLimit the number of calls allowed per period, which is defined by whoever counts
   *     them; null for the database's default
   * @return the key, which cannot be read again later
   * @throws IllegalArgumentException if the name is blank or the rate limit is below 1
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user
   */
  public IssuedKey issue(
      String name,
      Permissions permissions,
      @Nullable Instant expiresAt,
      @Nullable Integer rateLimit) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(permissions, "permissions");
    return call(
        "issue",
        () -> {
          if (name.isBlank()) {
            throw new IllegalArgumentException("the name is blank: people tell keys apart by it");
          }
          if (rateLimit != null && rateLimit < 1) {
            throw new IllegalArgumentException(
                "the rate limit is " + rateLimit + ": at least 1, or null for the default");
          }
          Secret key = Secret.random(MARK);
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(API_KEYS.USER_ID, callerProfile());
          values.put(API_KEYS.NAME, name);
          values.put(API_KEYS.KEY_HASH, hash(key.reveal()));
          values.put(API_KEYS.KEY_PREFIX, prefix(key));
          values.put(API_KEYS.PERMISSIONS, permissions);
          values.put(API_KEYS.EXPIRES_AT, expiresAt);
          if (rateLimit != null) {
            values.put(API_KEYS.RATE_LIMIT, rateLimit);
          }
          return new IssuedKey(insert(values).getId(), prefix(key), key);
        });
  }

  /**
   * Accepts or rejects a key, and records the time of its use. Only for the service, as the user is
   * not yet known. One round trip.
   *
   * <p>The database searches for a digest. Somebody who guesses keys cannot choose how their
   * digests begin, so the time of the search reveals nothing about any key.
   *
   * @param plaintext the key as it was presented
   * @return the key's owner and permissions; empty if the key is unknown, expired or revoked, or if
   *     its owner is suspended or banned. {@link #whyRefused} says which, but whoever presented the
   *     key should not be told
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public Optional<AuthenticatedKey> authenticate(String plaintext) {
    Objects.requireNonNull(plaintext, "plaintext");
    return call(
        "authenticate",
        () -> {
          requireService("the owner of a key");
          return dsl()
              .update(API_KEYS)
              .set(API_KEYS.LAST_USED_AT, Now.OF_TRANSACTION)
              .from(PROFILES)
              .where(API_KEYS.KEY_HASH.eq(hash(plaintext)))
              .and(PROFILES.ID.eq(API_KEYS.USER_ID))
              .and(NOT_REVOKED)
              .and(NOT_EXPIRED)
              .and(OWNER_MAY_ACT)
              .returningResult(
                  API_KEYS.ID,
                  API_KEYS.USER_ID,
                  PROFILES.USER_ID,
                  API_KEYS.PERMISSIONS,
                  API_KEYS.RATE_LIMIT)
              .fetchOptional(
                  row ->
                      new AuthenticatedKey(
                          row.value1(), row.value2(), row.value3(), row.value4(), row.value5()));
        });
  }

  /**
   * Returns the reason why {@link #authenticate} returns nothing; empty if it would return
   * something. One round trip.
   *
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public Optional<KeyRefusal> whyRefused(String plaintext) {
    Objects.requireNonNull(plaintext, "plaintext");
    return call(
        "whyRefused",
        () -> {
          requireService("the refusal of a key");
          Field<String> why =
              DSL.when(DSL.not(NOT_REVOKED), KeyRefusal.REVOKED.name())
                  .when(DSL.not(NOT_EXPIRED), KeyRefusal.EXPIRED.name())
                  .when(DSL.not(OWNER_MAY_ACT), KeyRefusal.OWNER.name())
                  .otherwise("");
          String found =
              dsl()
                  .select(why)
                  .from(API_KEYS)
                  .join(PROFILES)
                  .on(PROFILES.ID.eq(API_KEYS.USER_ID))
                  .where(API_KEYS.KEY_HASH.eq(hash(plaintext)))
                  .fetchOne(why);
          if (found == null) {
            return Optional.of(KeyRefusal.UNKNOWN);
          }
          return found.isEmpty() ? Optional.empty() : Optional.of(KeyRefusal.valueOf(found));
        });
  }

  /** Replaces a key like {@link #rotate(ApiKeyId, Duration)} and revokes the old one at once. */
  public IssuedKey rotate(ApiKeyId key) {
    return rotate(key, Duration.ZERO);
  }

  /**
   * Replaces a key by a new one with the same owner and settings. Of several calls at once, one
   * succeeds. One round trip.
   *
   * @param grace how long the old key is still accepted: its {@code revoked_at} is set that far in
   *     the future, and {@link #revoke} can move it to now
   * @return the new key, which cannot be read again later
   * @throws IllegalArgumentException if the grace is negative
   * @throws IllegalTransitionException if the key is already expired, revoked or replaced
   * @throws NotFoundException if there is no such key for this identity
   */
  public IssuedKey rotate(ApiKeyId key, Duration grace) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(grace, "grace");
    return call(
        "rotate",
        () -> {
          if (grace.isNegative()) {
            throw new IllegalArgumentException("the grace is " + grace + ": 0 or more is needed");
          }
          Secret fresh = Secret.random(MARK);
          CommonTableExpression<ApiKeyRecord> old =
              DSL.name("old")
                  .as(
                      dsl()
                          .update(API_KEYS)
                          .set(
                              API_KEYS.REVOKED_AT,
                              Now.OF_TRANSACTION.add(DayToSecond.valueOf(grace)))
                          .where(API_KEYS.ID.eq(key))
                          .and(API_KEYS.REVOKED_AT.isNull())
                          .and(NOT_EXPIRED)
                          .returning());
          ApiKeyId id =
              dsl()
                  .with(old)
                  .insertInto(
                      API_KEYS,
                      API_KEYS.USER_ID,
                      API_KEYS.NAME,
                      API_KEYS.KEY_HASH,
                      API_KEYS.KEY_PREFIX,
                      API_KEYS.PERMISSIONS,
                      API_KEYS.RATE_LIMIT,
                      API_KEYS.EXPIRES_AT)
                  .select(
                      DSL.select(
                              old.field(API_KEYS.USER_ID),
                              old.field(API_KEYS.NAME),
                              DSL.val(hash(fresh.reveal())),
                              DSL.val(prefix(fresh)),
                              old.field(API_KEYS.PERMISSIONS),
                              old.field(API_KEYS.RATE_LIMIT),
                              old.field(API_KEYS.EXPIRES_AT))
                          .from(old))
                  .returningResult(API_KEYS.ID)
                  .fetchOne(API_KEYS.ID);
          if (id == null) {
            ApiKeyRecord there = get(key);
            throw new IllegalTransitionException(
                "api key "
                    + key
                    + (there.getRevokedAt() == null
                        ? " expired at " + there.getExpiresAt()
                        : " is revoked from " + there.getRevokedAt() + " on")
                    + ": only a valid key can be replaced; issue a new one");
          }
          return new IssuedKey(id, prefix(fresh), fresh);
        });
  }

  /**
   * Revokes the key from now on. A key that is already revoked stays as it is. One round trip.
   *
   * @return the key's row as stored
   * @throws NotFoundException if there is no such key for this identity
   */
  public ApiKeyRecord revoke(ApiKeyId key) {
    Objects.requireNonNull(key, "key");
    return call(
        "revoke",
        () ->
            dsl()
                .update(API_KEYS)
                // An earlier revocation stays; a later one, or none, becomes now.
                .set(API_KEYS.REVOKED_AT, DSL.least(API_KEYS.REVOKED_AT, Now.OF_TRANSACTION))
                .where(API_KEYS.ID.eq(key))
                .returning()
                .fetchOptional()
                .orElseThrow(() -> notFound(key)));
  }

  /**
   * Returns the keys that are valid now and will expire within this time, the first to expire
   * first: the caller's own, or everybody's in a service session. One round trip.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public List<ApiKeyRecord> expiring(Duration within) {
    Objects.requireNonNull(within, "within");
    return call(
        "expiring",
        () -> {
          if (within.isNegative()) {
            throw new IllegalArgumentException("within is " + within + ": 0 or more is needed");
          }
          return fetch(
              ownUnlessService(API_KEYS.USER_ID)
                  .and(NOT_REVOKED)
                  .and(API_KEYS.EXPIRES_AT.gt(Now.OF_TRANSACTION))
                  .and(API_KEYS.EXPIRES_AT.le(Now.OF_TRANSACTION.add(DayToSecond.valueOf(within)))),
              API_KEYS.EXPIRES_AT,
              API_KEYS.ID);
        });
  }

  private static String prefix(Secret key) {
    return key.reveal().substring(0, PREFIX);
  }

  private static String hash(String plaintext) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(plaintext.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
