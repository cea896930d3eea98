package ai.flashfusion.internal.follow;

import ai.flashfusion.error.CursorException;
import ai.flashfusion.follow.Arrivals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The rows that belong to one parent, each read once as it becomes visible. Neither the times nor
 * the ids of rows tell which are new, as a transaction that wrote early may commit late. So a read
 * remembers the oldest transaction that was still running, in the same statement, and the next read
 * takes the rows of that and all later transactions, except those that are already known.
 *
 * <p>A snapshot does not tell whether a row's transaction was running: a row written after a
 * savepoint has a transaction id of its own, which snapshots do not list.
 *
 * @param topic the table and the parent
 * @param id the column of the rows' ids
 * @param toId the function that makes an id
 * @param parent the condition that selects the rows
 * @param appendOnly whether rows are never updated; an update would make a row look new
 * @param time the time at which a row was created
 */
public record Feed<R extends UpdatableRecord<R>, I>(
    Topic topic,
    TableField<R, I> id,
    Function<UUID, I> toId,
    Condition parent,
    boolean appendOnly,
    Field<?> time) {

  private static final Field<Long> HORIZON =
      DSL.field(DSL.name("snapshot", "horizon"), SQLDataType.BIGINT);
  private static final Field<Long> NEXT =
      DSL.field(DSL.name("snapshot", "next"), SQLDataType.BIGINT);
  private static final Field<Long> TRANSACTION =
      DSL.field(DSL.name("transaction"), SQLDataType.BIGINT);
  private static final Table<Record> SNAPSHOT =
      DSL.table(
              "(select pg_catalog.pg_snapshot_xmin(taken)::text::bigint as horizon,"
                  + " pg_catalog.pg_snapshot_xmax(taken)::text::bigint as next"
                  + " from pg_catalog.pg_current_snapshot() as taken)")
          .as(DSL.name("snapshot"));

  /**
   * The distance by which the next id may be behind the transaction ids that this very transaction
   * wrote under. A row shows only the lower 32 of the 64 bits of its transaction id; the upper ones
   * follow from the next id.
   */
  private static final long AHEAD = 1L << 24;

  private static final long LONGEST = (1L << 32) - 2 * AHEAD;

  /**
   * Returns the rows after the cursor, or all rows. One round trip.
   *
   * @throws CursorException if the cursor is damaged, or comes from other rows or another server
   */
  public Arrivals<R> since(DSLContext dsl, Optional<String> cursor) {
    Reading<R, I> reading = read(dsl, cursor.map(this::position).orElseGet(Position::start));
    return new Arrivals<>(reading.rows(), Cursors.of(topic, reading.end()));
  }

  Position<I> position(String cursor) {
    return Cursors.read(topic, cursor, toId);
  }

  /** Returns the position at which all rows that are visible now are known. */
  Position<I> now(DSLContext dsl) {
    Condition running = appendOnly ? transaction().ge(HORIZON) : DSL.noCondition();
    return position(fetch(dsl, running, List.of(id)));
  }

  /**
   * Returns the rows after the position.
   *
   * @throws CursorException if the server's history does not reach back to it
   */
  Reading<R, I> read(DSLContext dsl, Position<I> position) {
    Condition newer =
        position.isStart() ? DSL.noCondition() : transaction().ge(DSL.val(position.horizon()));
    Result<Record> found = fetch(dsl, newer, List.of(table().fields()));
    Record first = found.get(0);
    if (!position.isStart()
        && (first.get(HORIZON) < position.horizon()
            || first.get(NEXT) - position.horizon() > LONGEST)) {
      throw new CursorException(
          "the rows were read before on another server, or the server was restored to an earlier"
              + " time, or too much time has passed: start again without a cursor",
          null);
    }
    List<R> rows = new ArrayList<>();
    for (Record row : found) {
      I key = row.get(id);
      if (key != null && !position.seen().containsKey(key)) {
        rows.add(row.into(table()));
      }
    }
    return new Reading<>(rows, merge(position, position(found)));
  }

  private Position<I> merge(Position<I> before, Position<I> found) {
    Map<I, Long> seen = new HashMap<>(before.seen());
    seen.putAll(found.seen());
    if (appendOnly) {
      seen.values().removeIf(transaction -> transaction < found.horizon());
    }
    return new Position<>(found.horizon(), seen);
  }

  private Position<I> position(Result<Record> found) {
    Map<I, Long> seen = new HashMap<>();
    for (Record row : found) {
      I key = row.get(id);
      if (key != null) {
        seen.put(key, row.get(TRANSACTION));
      }
    }
    return new Position<>(found.get(0).get(HORIZON), seen);
  }

  /** Returns at least one row, for the snapshot; it has no id if there is no other row. */
  private Result<Record> fetch(
      DSLContext dsl, Condition condition, List<? extends SelectField<?>> fields) {
    return dsl.select(HORIZON, NEXT, transaction().as(TRANSACTION))
        .select(fields)
        .from(SNAPSHOT)
        .leftJoin(table())
        .on(parent)
        .and(condition)
        .orderBy(time, place(table()))
        .fetch();
  }

  private Table<R> table() {
    return Objects.requireNonNull(id.getTable());
  }

  private Field<Long> transaction() {
    return DSL.field(
        "({0} + {1} - (({0} + {1} - {2}::text::bigint) & 4294967295))",
        SQLDataType.BIGINT,
        NEXT,
        DSL.inline(AHEAD),
        DSL.field(table().getQualifiedName().append("xmin")));
  }

  /** Returns where a row is stored: of rows with the same time, the later one is further back. */
  public static Field<?> place(Table<?> table) {
    return DSL.field(table.getQualifiedName().append("ctid"));
  }
}
