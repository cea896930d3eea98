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
 * Writes many rows in one transaction, in chunks. A chunk that fails is tried again in parts to
 * find the row at fault, and then everything is undone.
 *
 * @param <R> the type of a row
 * @param <I> the type of its id
 */
public final class BulkWrite<R extends UpdatableRecord<R>, I> {

  /** The number of rows per statement; the time per row does not fall beyond it. */
  private static final int CHUNK = 5_000;

  /** The number of rows from which on a {@code copy} is faster than a statement with arrays. */
  private static final int COPY = 1_000;

  private final SessionContext context;
  private final TableField<R, I> id;
  private final @Nullable UniqueKey<R> conflict;
  private final @Nullable List<I> ids;

  /**
   * Creates a bulk write.
   *
   * @param conflict the key for which an existing row is updated instead, or null to insert only
   * @param ids receives the ids of the rows in their order, or null
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

  /** Writes all rows or none, and returns their number. */
  public long write(Iterable<R> records, LongConsumer progress) {
    Chunks<R> chunks = new Chunks<>(records.iterator(), conflict, CHUNK);
    if (!chunks.hasNext()) {
      return 0;
    }
    List<R> first = chunks.next();
    if (!chunks.hasNext()) {
      // A single chunk: if it fails, a second transaction can look for the row at fault.
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
      // Reports progress within the transaction, so that nothing is stored if that throws.
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
            // Thrown, so that the good rows of the chunk are undone too.
            throw culprit(transaction, chunk, before, e);
          });
    }
  }

  /** Finds the row at fault: writes the good parts and halves the others until one row is left. */
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

  /**
   * Writes rows in a transaction or after a savepoint, so that an enclosing transaction survives a
   * failure.
   */
  private void attempt(SessionContext within, List<R> rows, Runnable done) {
    SortedMap<Integer, I> found = new TreeMap<>();
    within.announceWrite();
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
        && savepoint.identity().isService()) {
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
   * Groups the rows by their set of columns, one statement each, as a column that a row leaves out
   * gets its default instead of null.
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
