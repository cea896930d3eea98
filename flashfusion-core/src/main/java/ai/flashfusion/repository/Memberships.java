package ai.flashfusion.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.ids.ProfileId;
import java.time.Instant;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Rows that place a person in a project or a team: what both tables have in common.
 *
 * @param <R> a row
 * @param <P> the id of the project or team
 */
final class Memberships<R extends UpdatableRecord<R>, P> {

  private static final Field<Instant> NOW = DSL.field("now()", SQLDataType.INSTANT);

  private final SessionContext context;
  private final Table<R> table;
  private final TableField<R, P> place;
  private final TableField<R, ProfileId> person;
  private final TableField<R, Instant> acceptedAt;

  Memberships(
      SessionContext context,
      TableField<R, P> place,
      TableField<R, ProfileId> person,
      TableField<R, Instant> acceptedAt) {
    this.context = context;
    this.table = Objects.requireNonNull(place.getTable());
    this.place = place;
    this.person = person;
    this.acceptedAt = acceptedAt;
  }

  Condition row(P id, ProfileId who) {
    return place.eq(id).and(person.eq(who));
  }

  Condition row(P id, Field<ProfileId> who) {
    return place.eq(id).and(person.eq(who));
  }

  /** Accepts if nobody did so before. */
  R accept(P id, Field<ProfileId> caller) {
    Condition own = row(id, caller);
    R accepted =
        context
            .dsl()
            .update(table)
            .set(acceptedAt, NOW)
            .where(own)
            .and(acceptedAt.isNull())
            .returning()
            .fetchOne();
    if (accepted != null) {
      return accepted;
    }
    Instant before = context.dsl().select(acceptedAt).from(table).where(own).fetchOne(acceptedAt);
    if (before == null) {
      throw new NotFoundException(
          context.identity() + " has no invitation to accept in " + table.getName() + " for " + id);
    }
    throw new IllegalTransitionException(
        "the invitation of " + context.identity() + " to " + id + " was accepted at " + before);
  }

  /** Why a write reached no row. */
  FlashFusionException unreached(SessionContext within, P id, Condition row) {
    if (within.dsl().fetchExists(table, row)) {
      return new AccessDeniedException(
          context.identity()
              + " may see this row of "
              + table.getName()
              + " for "
              + id
              + " but neither change nor delete it",
          null,
          null);
    }
    return new NotFoundException(
        "there is no such row of " + table.getName() + " for " + id + " and " + context.identity());
  }
}
