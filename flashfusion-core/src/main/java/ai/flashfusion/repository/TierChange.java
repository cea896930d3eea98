package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.SUBSCRIPTION_HISTORY;

import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.repository.Subquery;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import java.time.Instant;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A change of the tier of a profile whose row is locked.
 *
 * @param now the time by the database's clock
 * @param since the start of the open period; null without one
 * @param end the end of the last period that ended; null without one
 * @param had the tier of the open period; null without one
 * @param begun the period that began; null if the tier is the same or the time is refused
 */
record TierChange(
    Instant now,
    @Nullable Instant since,
    @Nullable Instant end,
    @Nullable String had,
    @Nullable SubscriptionHistoryRecord begun) {

  private static final Field<Instant> NOW = time("now");
  private static final Field<Instant> SINCE = time("since");
  private static final Field<Instant> LAST = time("last");
  private static final Field<String> HAD = DSL.field(DSL.name("had"), String.class);
  private static final Field<Instant> MOMENT = time("moment");

  /**
   * Closes the open period, opens the next one and updates the profile, all in one statement, which
   * does nothing without the profile, if the open period has the tier, or if the given time is not
   * possible.
   *
   * @param given the time of the change; null for now
   */
  static TierChange make(
      DSLContext dsl,
      ProfileId profile,
      ProfileSubscriptionTier tier,
      @Nullable String reason,
      @Nullable Instant given) {
    Condition theirs = SUBSCRIPTION_HISTORY.USER_ID.eq(profile);
    Condition open = SUBSCRIPTION_HISTORY.ENDED_AT.isNull();
    CommonTableExpression<?> state =
        DSL.name("state")
            .as(
                DSL.select(
                        Now.OF_CLOCK.as(NOW),
                        DSL.max(SUBSCRIPTION_HISTORY.STARTED_AT).filterWhere(open).as(SINCE),
                        DSL.max(SUBSCRIPTION_HISTORY.ENDED_AT).as(LAST),
                        DSL.field(
                                "(array_agg({0} order by {1} desc) filter (where {2}))[1]",
                                String.class,
                                SUBSCRIPTION_HISTORY.TIER,
                                SUBSCRIPTION_HISTORY.STARTED_AT,
                                open)
                            .as(HAD))
                    .from(SUBSCRIPTION_HISTORY)
                    .where(theirs));
    Field<Instant> wanted = given == null ? NOW : DSL.val(given, SQLDataType.INSTANT);
    CommonTableExpression<?> next =
        DSL.name("next")
            .as(
                DSL.select(earliest(wanted).as(MOMENT))
                    .from(state)
                    .where(HAD.isDistinctFrom(tier.getLiteral()))
                    .and(
                        Subquery.exists(
                            DSL.selectOne().from(PROFILES).where(PROFILES.ID.eq(profile))))
                    .and(wanted.le(NOW))
                    .and(given == null ? DSL.noCondition() : wanted.eq(earliest(wanted))));
    CommonTableExpression<?> closed =
        DSL.name("closed")
            .as(
                dsl.update(SUBSCRIPTION_HISTORY)
                    .set(SUBSCRIPTION_HISTORY.ENDED_AT, MOMENT)
                    .from(next)
                    .where(theirs)
                    .and(open)
                    .returningResult(SUBSCRIPTION_HISTORY.ID));
    CommonTableExpression<?> told =
        DSL.name("told")
            .as(
                dsl.update(PROFILES)
                    .set(PROFILES.SUBSCRIPTION_TIER, tier)
                    .from(next)
                    .where(PROFILES.ID.eq(profile))
                    .returningResult(PROFILES.ID));
    CommonTableExpression<SubscriptionHistoryRecord> begun =
        DSL.name("begun")
            .as(
                dsl.insertInto(
                        SUBSCRIPTION_HISTORY,
                        SUBSCRIPTION_HISTORY.USER_ID,
                        SUBSCRIPTION_HISTORY.TIER,
                        SUBSCRIPTION_HISTORY.STATUS,
                        SUBSCRIPTION_HISTORY.STARTED_AT,
                        SUBSCRIPTION_HISTORY.REASON)
                    .select(
                        DSL.select(
                                DSL.val(profile, SUBSCRIPTION_HISTORY.USER_ID),
                                DSL.val(tier.getLiteral(), SUBSCRIPTION_HISTORY.TIER),
                                DSL.val("active", SUBSCRIPTION_HISTORY.STATUS),
                                MOMENT,
                                DSL.val(reason, SUBSCRIPTION_HISTORY.REASON))
                            .from(next))
                    .returning());
    return dsl.with(state)
        .with(next)
        .with(closed)
        .with(told)
        .with(begun)
        .select(NOW, SINCE, LAST, HAD)
        .select(begun.fields())
        .from(state)
        .leftJoin(begun)
        .on(DSL.trueCondition())
        .fetchSingle(
            row ->
                new TierChange(
                    row.get(NOW),
                    row.get(SINCE),
                    row.get(LAST),
                    row.get(HAD),
                    row.get(begun.field(SUBSCRIPTION_HISTORY.ID)) == null
                        ? null
                        : row.into(begun.fields()).into(SUBSCRIPTION_HISTORY)));
  }

  /**
   * Returns the earliest possible instant from the wanted one on, which differs if the clock was
   * set back: a period is never empty, and none overlaps another.
   */
  private static Field<Instant> earliest(Field<Instant> wanted) {
    return DSL.field(
        "greatest({0}, {1} + interval '1 microsecond', {2})",
        SQLDataType.INSTANT, wanted, SINCE, LAST);
  }

  /** Returns whether the open period already has the tier. */
  boolean isSame(ProfileSubscriptionTier tier) {
    return tier.getLiteral().equals(had);
  }

  /**
   * Returns the period that began.
   *
   * @param given the time that was given; null for now
   * @throws IllegalTransitionException if the given time is not possible
   */
  SubscriptionHistoryRecord period(@Nullable Instant given) {
    if (begun != null) {
      return begun;
    }
    if (given != null && given.isAfter(now)) {
      throw new IllegalTransitionException(
          "the tier cannot change at "
              + given
              + ", which is after "
              + now
              + ", the time now: leave the time out to change it now");
    }
    throw new IllegalTransitionException(
        "the tier cannot change at "
            + given
            + ": it must be after "
            + (since == null ? end : since)
            + ", where the last period "
            + (since == null ? "ended" : "began"));
  }

  private static Field<Instant> time(String name) {
    return DSL.field(DSL.name(name), SQLDataType.INSTANT);
  }
}
