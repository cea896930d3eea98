package ai.flashfusion.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.ids.ProfileId;
import java.time.Instant;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;

/**
 * The operations that are common to the rows that place a person in a project or a team.
 *
 * @param <R> the type of a row
 * @param <I> the type of its id
 * @param <P> the type of the id of the project or team
 */
final class Memberships<R extends UpdatableRecord<R>, I, P> {

  private final SessionContext context;
  private final Table<R> table;
  private final TableField<R, I> id;
  private final TableField<R, P> place;
  private final TableField<R, ProfileId> person;
  private final TableField<R, Instant> acceptedAt;

  Memberships(
      SessionContext context,
      TableField<R, I> id,
      TableField<R, P> place,
      TableField<R, ProfileId> person,
      TableField<R, Instant> acceptedAt) {
    this.context = context;
    this.table = Objects.requireNonNull(id.getTable());
    this.id = id;
    this.place = place;
    this.person = person;
    this.acceptedAt = acceptedAt;
  }

  Condition row(P in, ProfileId who) {
    return place.eq(in).and(person.eq(who));
  }

  Condition row(P in, Field<ProfileId> who) {
    return place.eq(in).and(person.eq(who));
  }

  /** Accepts the invitation if it was not accepted before. */
  R accept(P in, Field<ProfileId> caller) {
    Condition own = row(in, caller);
    R accepted =
        context
            .dsl()
            .update(table)
            .set(acceptedAt, Now.OF_TRANSACTION)
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
          context.identity() + " has no invitation to accept in " + table.getName() + " for " + in);
    }
    throw new IllegalTransitionException(
        "the invitation of " + context.identity() + " to " + in + " was accepted at " + before);
  }

  /**
   * Returns the exception that explains why a write reached no row. The row is looked up by its id,
   * which is never reused, so that all answers concern the same row.
   */
  FlashFusionException unreached(SessionContext within, P in, Condition row) {
    String which = "row of " + table.getName() + " for " + in;
    I there = within.dsl().select(id).from(table).where(row).fetchOne(id);
    if (there == null) {
      return new NotFoundException(
          "there is no such " + which + " that " + context.identity() + " may see");
    }
    if (!lock(within, id.eq(there)) && within.dsl().fetchExists(table, id.eq(there))) {
      return new AccessDeniedException(
          context.identity() + " may see this " + which + " but neither change nor delete it");
    }
    return new ConflictException(
        "this " + which + " was inserted or deleted at the same time; run it again", null, null);
  }

  /**
   * Locks the row, so that nobody else changes it until the transaction ends, and returns whether
   * there is one that may be changed.
   */
  boolean lock(SessionContext within, Condition row) {
    return !within.dsl().select(id).from(table).where(row).forUpdate().fetch().isEmpty();
  }
}
