package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.SUBSCRIPTION_HISTORY;

import ai.flashfusion.billing.Churn;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Subquery;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.SubscriptionHistoryId;
import ai.flashfusion.schema.tables.SubscriptionHistory;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The plans of profiles over time. Written by the service; a user reads their own. A period lasts
 * from {@code started_at}, included, to {@code ended_at}, excluded; the open one has no end. Times
 * are kept to the microsecond.
 */
public final class SubscriptionHistoryRepository
    extends Repository<SubscriptionHistoryRecord, SubscriptionHistoryId> {

  SubscriptionHistoryRepository(SessionContext context) {
    super(context, SUBSCRIPTION_HISTORY, SUBSCRIPTION_HISTORY.ID, Keys.SUBSCRIPTION_HISTORY_PKEY);
  }

  /**
   * Returns the profile's open period; empty if it has none, or if the caller may not see it. One
   * round trip.
   *
   * @see #asOf
   */
  public Optional<SubscriptionHistoryRecord> current(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call("current", () -> latest(of(profile).and(SUBSCRIPTION_HISTORY.ENDED_AT.isNull())));
  }

  /**
   * Returns the profile's period at that instant; empty if it had none, or if the caller may not
   * see it. One round trip.
   */
  public Optional<SubscriptionHistoryRecord> asOf(ProfileId profile, Instant instant) {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(instant, "instant");
    return call(
        "asOf",
        () ->
            latest(
                of(profile)
                    .and(SUBSCRIPTION_HISTORY.STARTED_AT.le(instant))
                    .and(
                        SUBSCRIPTION_HISTORY
                            .ENDED_AT
                            .isNull()
                            .or(SUBSCRIPTION_HISTORY.ENDED_AT.gt(instant)))));
  }

  /**
   * Returns the profile's periods, the earliest first; empty if the caller may not see them. One
   * round trip.
   */
  public List<SubscriptionHistoryRecord> timeline(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call(
        "timeline",
        () -> fetch(of(profile), SUBSCRIPTION_HISTORY.STARTED_AT, SUBSCRIPTION_HISTORY.ID));
  }

  /**
   * Changes the tier like {@link #changeTier(ProfileId, ProfileSubscriptionTier, String, Instant)},
   * from now on.
   */
  public SubscriptionHistoryRecord changeTier(
      ProfileId profile, ProfileSubscriptionTier tier, @Nullable String reason) {
    return changeTier(profile, tier, reason, null);
  }

  /**
   * Ends the open period, begins the next one at the same instant, and sets the profile's tier.
   * Service only. If the open period already has the tier, no period changes. Calls for the same
   * profile wait for one another on its row. A transaction of two round trips; four if the open
   * period already has the tier.
   *
   * @param reason the reason, or null for none
   * @param at the time of the change, in the past; null for now
   * @return the period that is now open
   * @throws IllegalTransitionException if {@code at} is not after the start of the open period, is
   *     before the end of another, or is in the future, by the database's clock
   * @throws NotFoundException if there is no such profile
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public SubscriptionHistoryRecord changeTier(
      ProfileId profile,
      ProfileSubscriptionTier tier,
      @Nullable String reason,
      @Nullable Instant at) {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(tier, "tier");
    return call(
        "changeTier",
        () ->
            context()
                .inTransaction(
                    transaction ->
                        new SubscriptionHistoryRepository(transaction)
                            .changeLocked(
                                profile,
                                tier,
                                reason,
                                at == null ? null : at.truncatedTo(ChronoUnit.MICROS))));
  }

  /**
   * Counts the paying profiles that the range lost: of those with a tier other than free just
   * before the range begins, those without one just before it ends, because the tier became free or
   * the last period ended. A profile that leaves and comes back within the range is not lost; a
   * deleted profile is not counted at all. A change at the first instant of the range belongs to
   * it, one at its end to the next range. Service only. One round trip.
   *
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public Churn churn(TimeRange range) {
    Objects.requireNonNull(range, "range");
    return call(
        "churn",
        () -> {
          requireService("churn");
          SubscriptionHistory later = SUBSCRIPTION_HISTORY.as("later");
          CommonTableExpression<Record1<ProfileId>> paying =
              DSL.name("paying")
                  .as(
                      DSL.selectDistinct(SUBSCRIPTION_HISTORY.USER_ID)
                          .from(SUBSCRIPTION_HISTORY)
                          .where(paysBefore(SUBSCRIPTION_HISTORY, range.from())));
          Condition stays =
              Subquery.exists(
                  DSL.selectOne()
                      .from(later)
                      .where(later.USER_ID.eq(paying.field(SUBSCRIPTION_HISTORY.USER_ID)))
                      .and(paysBefore(later, range.to())));
          return dsl()
              .with(paying)
              .select(DSL.count(), DSL.count().filterWhere(DSL.not(stays)))
              .from(paying)
              .fetchSingle(row -> new Churn(row.value1(), row.value2()));
        });
  }

  private SubscriptionHistoryRecord changeLocked(
      ProfileId profile,
      ProfileSubscriptionTier tier,
      @Nullable String reason,
      @Nullable Instant given) {
    // Two statements, because only one that begins after the row is locked sees the periods written
    // by earlier holders of the lock.
    if (!isService()) {
      lock(profile); // so that a profile that the user does not see is not found
    }
    TierChange change =
        context()
            .together(
                () -> lock(profile),
                () -> TierChange.make(dsl(), profile, tier, reason, given))
            .last();
    if (!change.isSame(tier)) {
      return change.period(given);
    }
    dsl()
        .update(PROFILES)
        .set(PROFILES.SUBSCRIPTION_TIER, tier)
        .where(PROFILES.ID.eq(profile))
        .and(PROFILES.SUBSCRIPTION_TIER.isDistinctFrom(tier))
        .execute();
    return current(profile).orElseThrow();
  }

  private ProfileId lock(ProfileId profile) {
    return dsl()
        .select(PROFILES.ID)
        .from(PROFILES)
        .where(PROFILES.ID.eq(profile))
        .forUpdate()
        .fetchOptional(PROFILES.ID)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is no profile " + profile + " for " + context().identity()));
  }

  private Optional<SubscriptionHistoryRecord> latest(Condition condition) {
    return dsl()
        .selectFrom(SUBSCRIPTION_HISTORY)
        .where(condition)
        .orderBy(SUBSCRIPTION_HISTORY.STARTED_AT.desc(), SUBSCRIPTION_HISTORY.ID.desc())
        .limit(1)
        .fetchOptional();
  }

  private static Condition of(ProfileId profile) {
    return SUBSCRIPTION_HISTORY.USER_ID.eq(profile);
  }

  private static Condition paysBefore(SubscriptionHistory period, Instant instant) {
    return period
        .TIER
        .ne(ProfileSubscriptionTier.FREE.getLiteral())
        .and(period.STARTED_AT.lt(instant))
        .and(period.ENDED_AT.isNull().or(period.ENDED_AT.ge(instant)));
  }
}
