package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.internal.repository.MergePatch;
import ai.flashfusion.internal.session.Both;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.sharing.PublicCard;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The profiles of people. A user sees and changes their own profile only. */
public final class ProfileRepository extends Repository<ProfileRecord, ProfileId> {

  /** The number of API calls, where null counts as 0. */
  private static final Field<Integer> USED = DSL.coalesce(PROFILES.API_CALLS_USED, 0);

  /** The limit of API calls, where null counts as 0, so that nothing is allowed. */
  private static final Field<Integer> LIMIT = DSL.coalesce(PROFILES.API_CALLS_LIMIT, 0);

  ProfileRepository(SessionContext context) {
    super(context, PROFILES, PROFILES.ID, Keys.PROFILES_EMAIL_KEY);
  }

  /**
   * Returns the caller's own profile. One round trip.
   *
   * @throws NotFoundException if the user has no profile yet
   * @throws AccessDeniedException if the identity is not a user
   */
  public ProfileRecord me() {
    return call(
        "me",
        () ->
            fetch(PROFILES.ID.eq(callerProfile())).stream()
                .findFirst()
                .orElseThrow(this::noProfile));
  }

  /**
   * Returns the profile with the e-mail address, ignoring case; empty if none is visible. One round
   * trip.
   */
  public Optional<ProfileRecord> findByEmail(String email) {
    Objects.requireNonNull(email, "email");
    return call(
        "findByEmail",
        () ->
            fetch(DSL.lower(PROFILES.EMAIL).eq(DSL.lower(email)), PROFILES.EMAIL, PROFILES.ID)
                .stream()
                .findFirst());
  }

  /** Returns the profile with exactly this username; empty if none is visible. One round trip. */
  public Optional<ProfileRecord> findByUsername(String username) {
    Objects.requireNonNull(username, "username");
    return call("findByUsername", () -> fetch(PROFILES.USERNAME.eq(username)).stream().findFirst());
  }

  /**
   * Returns the profile of the Stripe customer, the oldest if there are several; empty if none is
   * visible. One round trip.
   *
   * @param customer Stripe's id, such as {@code cus_…}
   */
  public Optional<ProfileRecord> findByStripeCustomer(String customer) {
    Objects.requireNonNull(customer, "customer");
    return call(
        "findByStripeCustomer",
        () ->
            fetch(PROFILES.STRIPE_CUSTOMER_ID.eq(customer), PROFILES.CREATED_AT, PROFILES.ID)
                .stream()
                .findFirst());
  }

  /**
   * Merges the patch into the caller's preferences according to RFC 7396, including nested objects:
   * a null removes its property, an array replaces the existing one, and properties that the patch
   * does not name stay, even if somebody changes them at the same time. One round trip.
   *
   * @param patch a JSON object
   * @return the profile as stored
   * @throws IllegalArgumentException if the patch is not an object, or is nested more than 50
   *     levels deep
   * @throws NotFoundException if the user has no profile yet
   * @throws AccessDeniedException if the identity is not a user
   */
  public ProfileRecord updatePreferences(JsonNode patch) {
    Objects.requireNonNull(patch, "patch");
    return call(
        "updatePreferences",
        () ->
            dsl()
                .update(PROFILES)
                .set(PROFILES.PREFERENCES, MergePatch.of(PROFILES.PREFERENCES, patch))
                .where(PROFILES.ID.eq(callerProfile()))
                .returning()
                .fetchOptional()
                .orElseThrow(this::noProfile));
  }

  /**
   * Adds API calls to the number that the profile used, if its limit allows all of them. The limit
   * is never exceeded, even if others add calls at the same time. Service only, as users do not
   * write their own counters. One round trip; three if refused.
   *
   * @param calls the number of calls, at least 1
   * @return the number of calls that remain
   * @throws QuotaExceededException if fewer are left, which is always so without a limit; none is
   *     added
   * @throws NotFoundException if there is no such profile
   * @throws AccessDeniedException if the identity is not the service
   */
  public int consumeApiCalls(ProfileId profile, int calls) {
    Objects.requireNonNull(profile, "profile");
    return call(
        "consumeApiCalls",
        () -> {
          if (calls < 1) {
            throw new IllegalArgumentException("calls is " + calls + ": consume at least 1");
          }
          Integer remaining = consume(dsl(), profile, calls);
          // Only if nothing was added: under a lock, so that the reported numbers belong together.
          return remaining != null
              ? remaining
              : context()
                  .<Integer, RuntimeException>inTransaction(
                      locked -> consumeLocked(locked, profile, calls));
        });
  }

  private Integer consumeLocked(SessionContext locked, ProfileId profile, int calls) {
    DSLContext dsl = locked.dsl();
    Both<Optional<Record2<Integer, Integer>>, @Nullable Integer> both =
        locked.together(
            () ->
                dsl.select(USED, LIMIT)
                    .from(PROFILES)
                    .where(PROFILES.ID.eq(profile))
                    .forUpdate()
                    .fetchOptional(),
            () -> consume(dsl, profile, calls));
    Record2<Integer, Integer> now = both.first().orElseThrow(() -> notFound(profile));
    Integer remaining = both.last();
    if (remaining == null) {
      throw new QuotaExceededException(
          "API calls of profile " + profile, now.value2(), now.value1(), calls);
    }
    return remaining;
  }

  /** Returns how many remain, or null if there is no such profile or too few are left. */
  private static @Nullable Integer consume(DSLContext dsl, ProfileId profile, int calls) {
    return dsl.update(PROFILES)
        .set(PROFILES.API_CALLS_USED, USED.plus(calls))
        .where(PROFILES.ID.eq(profile))
        // A difference, as a sum could overflow.
        .and(LIMIT.minus(USED).ge(calls))
        .returningResult(LIMIT.minus(USED))
        .fetchOne(0, Integer.class);
  }

  /**
   * Resets the number of API calls that the profiles used to 0. Service only. One round trip; none
   * without profiles.
   *
   * @return the number of profiles that were found
   * @throws AccessDeniedException if the identity is not the service
   */
  public int resetApiCalls(Collection<ProfileId> profiles) {
    Objects.requireNonNull(profiles, "profiles");
    return call(
        "resetApiCalls",
        () ->
            profiles.isEmpty()
                ? 0
                : dsl()
                    .update(PROFILES)
                    .set(PROFILES.API_CALLS_USED, 0)
                    .where(PROFILES.ID.eq(DSL.any(array(profiles))))
                    .execute());
  }

  /**
   * Returns the profiles that used at least this share of their limit of API calls or of storage,
   * those that used most first. Without a limit nothing is allowed, so such profiles are included.
   * Reads every profile that the identity may see, which for a user is their own. One round trip.
   *
   * @param share the share of the limit: 1 for profiles that have reached it, 0.8 for those that
   *     are about to
   * @throws IllegalArgumentException if share is not above 0
   */
  public List<ProfileRecord> overQuota(double share) {
    return call(
        "overQuota",
        () -> {
          if (!(share > 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException(
                "share is " + share + ": give one above 0, such as 0.8");
          }
          Field<Double> used =
              DSL.greatest(
                  share(USED, LIMIT),
                  share(
                      DSL.coalesce(PROFILES.STORAGE_USED_MB, 0),
                      DSL.coalesce(PROFILES.STORAGE_LIMIT_MB, 0)));
          return fetch(used.ge(share), used.desc(), PROFILES.ID.asc());
        });
  }

  private static Field<Double> share(Field<Integer> used, Field<Integer> limit) {
    return DSL.when(limit.gt(0), used.cast(Double.class).div(limit))
        .otherwise(DSL.inline("Infinity").cast(Double.class));
  }

  /**
   * Returns the public cards of those of these profiles that are the caller's own or share a
   * project or a team with the caller, ordered by id; cards of others are left out. One round trip;
   * none without ids.
   *
   * @throws AccessDeniedException if the identity is not a user; the service can read the profiles
   *     instead
   * @throws ConfigurationException if the database lacks the function for it
   */
  public List<PublicCard> publicCards(Collection<ProfileId> ids) {
    Objects.requireNonNull(ids, "ids");
    return call(
        "publicCards",
        () -> {
          if (context().identity().authUserId().isEmpty()) {
            throw new AccessDeniedException(
                context().identity()
                    + " is not a user and shares nothing with others: the service can read the"
                    + " profiles");
          }
          if (ids.isEmpty()) {
            return List.of();
          }
          Field<ProfileId> each = DSL.field("unnest({0})", PROFILES.ID.getDataType(), array(ids));
          return dsl()
              .select(PublicCards.FIELDS)
              .from(PublicCards.of(context().identity(), DSL.select(each)))
              .orderBy(PublicCards.ID)
              .fetch(PublicCards::in);
        });
  }

  private static Field<ProfileId[]> array(Collection<ProfileId> ids) {
    return DSL.val(ids.toArray(ProfileId[]::new), PROFILES.ID.getDataType().getArrayDataType());
  }

  private NotFoundException noProfile() {
    return new NotFoundException(
        context().identity()
            + " has no profile: insert one with their user_id. An identity is the id of an auth"
            + " user (profiles.user_id), not of a profile (profiles.id)");
  }
}
