package ai.flashfusion.internal.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.internal.session.SessionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows in one transaction, chunk by chunk. A chunk that fails is tried again in parts,
 * to find the row at fault, and then all is undone.
 *
 * @param <R> a row
 * @param <I> its id
 */
public final class BulkWrite<R extends UpdatableRecord<R>, I> {

  /** Rows per statement: past this many the time per row no longer falls. */
  private static final int CHUNK = 5_000;

  /** From here on a {@code copy} is faster than a statement with arrays. */
  private static final int COPY = 1_000;

  private final SessionContext context;
  private final TableField<R, I> id;
  private final @Nullable UniqueKey<R> conflict;
  private final @Nullable List<I> ids;

  /**
   * A way to write.
   *
   * @param conflict where a row with the same key is updated instead, or null to insert
   * @param ids where the ids of the rows go, in their order, or null
   */
  public BulkWrite(
      SessionContext context,
      TableField<R, I> id,
      @Nullable UniqueKey<R> conflict,
      @Nullable List<I> ids) {
    this.context = context;
    this.id = id;
    this.conflict = conflict;
    this.ids = ids;
  }

  /** Returns all rows or none; returns how many. */
  public long write(Iterable<R> records, LongConsumer progress) {
    Chunks<R> chunks = new Chunks<>(records.iterator(), conflict, CHUNK);
    if (!chunks.hasNext()) {
      return 0;
    }
    List<R> first = chunks.next();
    if (!chunks.hasNext()) {
      // Nothing came before in this transaction, so a second one can look for the row at fault.
      write(context, first, 0, progress);
      return first.size();
    }
    return context.<Long, RuntimeException>inTransaction(
        transaction -> {
          long written = 0;
          for (List<R> chunk = first; ; chunk = chunks.next()) {
            write(transaction, chunk, written, progress);
            written += chunk.size();
            if (!chunks.hasNext()) {
              return written;
            }
          }
        });
  }

  private void write(SessionContext within, List<R> chunk, long before, LongConsumer progress) {
    try {
      // Within the transaction: nothing stays if it throws.
      attempt(within, chunk, () -> progress.accept(before + chunk.size()));
    } catch (FlashFusionException e) {
      boolean ofARow =
          e instanceof ConstraintViolationException
              || e instanceof InvalidValueException
              || e instanceof AccessDeniedException;
      if (!ofARow) {
        throw e;
      }
      throw within.<FlashFusionException, RuntimeException>inTransaction(
          transaction -> {
            // Thrown, so that what is good of the chunk is undone.
            throw culprit(transaction, chunk, before, e);
          });
    }
  }

  /** Keeps what is good, halving the rest, until the one row is found. */
  private FlashFusionException culprit(
      SessionContext transaction, List<R> chunk, long before, FlashFusionException failure) {
    int good = 0;
    int size = chunk.size();
    FlashFusionException reason = failure;
    while (good < chunk.size()) {
      List<R> part = chunk.subList(good, Math.min(chunk.size(), good + size));
      try {
        attempt(transaction, part, () -> {});
        good += part.size();
      } catch (FlashFusionException e) {
        reason = e;
        if (part.size() == 1) {
          return new BadRowException(before + good, reason);
        }
        size = part.size() / 2;
      }
    }
    return reason;
  }

  /** In a transaction, or from a savepoint on, so that the one around survives a failure. */
  private void attempt(SessionContext within, List<R> rows, Runnable done) {
    SortedMap<Integer, I> found = new TreeMap<>();
    within.<Boolean, RuntimeException>inTransaction(
        savepoint -> {
          byColumns(rows)
              .forEach((columns, positions) -> write(savepoint, columns, rows, positions, found));
          done.run();
          return true;
        });
    if (ids != null) {
      ids.addAll(found.values());
    }
  }

  private void write(
      SessionContext savepoint,
      List<Field<?>> columns,
      List<R> rows,
      List<Integer> positions,
      Map<Integer, I> found) {
    List<R> same = positions.stream().map(rows::get).toList();
    if (conflict == null
        && ids == null
        && same.size() >= COPY
        && savepoint.identity().role().equals("service_role")) {
      savepoint.copyIn(Objects.requireNonNull(id.getTable()), columns, CopyText.of(columns, same));
      return;
    }
    ArrayInsert<R, I> insert = new ArrayInsert<>(id, conflict, savepoint.identity());
    if (ids == null) {
      insert.write(savepoint.dsl(), columns, same);
      return;
    }
    List<I> written = insert.writeReturning(savepoint.dsl(), columns, same);
    for (int i = 0; i < written.size(); i++) {
      found.put(positions.get(i), written.get(i));
    }
  }

  /**
   * Returns a statement per set of columns: a column that a row leaves out gets its default, not
   * null.
   */
  private Map<List<Field<?>>, List<Integer>> byColumns(List<R> rows) {
    Map<List<Field<?>>, List<Integer>> byColumns = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Field<?>> columns = new ArrayList<>(Changes.of(rows.get(i)).keySet());
      byColumns.computeIfAbsent(columns, any -> new ArrayList<>()).add(i);
    }
    return byColumns;
  }
}
