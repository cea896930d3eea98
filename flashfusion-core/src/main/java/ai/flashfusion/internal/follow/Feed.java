package ai.flashfusion.internal.follow;

import ai.flashfusion.error.CursorException;
import ai.flashfusion.internal.session.Topic;
import ai.flashfusion.query.Arrivals;
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
 * The rows that belong to one parent, read as they become visible: each once. Neither their times
 * nor their ids tell which are new, as a transaction that wrote early may commit late. So a read
 * remembers the oldest transaction that was still running, in the same statement, and the next one
 * takes the rows of that and all later transactions, but those that it knows.
 *
 * <p>Whether a row's transaction was running, a snapshot does not tell: a row written behind a
 * savepoint has a transaction id of its own, which snapshots do not list.
 *
 * @param topic which rows
 * @param id of the rows
 * @param toId makes an id
 * @param parent picks the rows
 * @param appendOnly whether rows are never updated; an update would make a row look new
 * @param time when the row came about
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
   * A row shows 32 of the 64 bits of its transaction id; the others follow from the next id, which
   * is at most so far behind the ids that this very transaction wrote under.
   */
  private static final long AHEAD = 1L << 24;

  private static final long LONGEST = (1L << 32) - 2 * AHEAD;

  /**
   * Returns the rows behind the cursor, or all. One round trip.
   *
   * @throws CursorException if the cursor is damaged, or is of other rows or another server
   */
  public Arrivals<R> since(DSLContext dsl, Optional<String> cursor) {
    Reading<R, I> reading = read(dsl, cursor.map(this::position).orElseGet(Position::start));
    return new Arrivals<>(reading.rows(), Cursors.of(topic, reading.end()));
  }

  Position<I> position(String cursor) {
    return Cursors.read(topic, cursor, toId);
  }

  /** Returns the known rows are those that are visible now. */
  Position<I> now(DSLContext dsl) {
    Condition running = appendOnly ? transaction().ge(HORIZON) : DSL.noCondition();
    return position(fetch(dsl, running, List.of(id)));
  }

  /**
   * Returns the rows behind the position.
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
          "the server is not the one where the rows were read before, or went back in time, or its"
              + " history is too long: begin anew, without a cursor",
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

  /** At least one row, for the snapshot; without id if there is no other. */
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

  /** Where a row is stored: of rows that have the same time, the later one is further back. */
  public static Field<?> place(Table<?> table) {
    return DSL.field(table.getQualifiedName().append("ctid"));
  }
}
