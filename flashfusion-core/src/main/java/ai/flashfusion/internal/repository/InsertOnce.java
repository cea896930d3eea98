package ai.flashfusion.internal.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.internal.session.Patience;
import ai.flashfusion.internal.session.SessionContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;

/**
 * Inserts one row with an id that the client knows, so that it is stored once even if its answer is
 * lost: the same row is sent again and does nothing if the id is there. Unlike a select, which
 * finds nothing while the first insert is under way, this waits for it, and stops it if it is still
 * to come.
 *
 * @param <R> the type of the row
 * @param <I> the type of its id
 */
public final class InsertOnce<R extends UpdatableRecord<R>, I> {

  private final SessionContext context;
  private final Table<R> table;
  private final TableField<R, I> id;
  private final Map<Field<?>, @Nullable Object> values;

  /** Whether the id is new, so that a row with it can only be this one. */
  private final boolean fresh;

  /**
   * Prepares the insert, which gets a new id if it has none and the identity may choose it.
   *
   * @param values the value of each column, or a field that the database evaluates
   */
  public InsertOnce(
      SessionContext context,
      Table<R> table,
      TableField<R, I> id,
      Map<Field<?>, @Nullable Object> values) {
    this.context = context;
    this.table = table;
    this.id = id;
    this.fresh = !values.containsKey(id) && context.choosesId(table);
    this.values = fresh ? withId(values) : values;
  }

  private Map<Field<?>, @Nullable Object> withId(Map<Field<?>, @Nullable Object> without) {
    Map<Field<?>, @Nullable Object> all = new LinkedHashMap<>();
    @SuppressWarnings("unchecked") // the generator makes all ids of UUIDs
    Converter<UUID, I> converter = (Converter<UUID, I>) id.getConverter();
    all.put(id, converter.from(TimedId.next()));
    all.putAll(without);
    return all;
  }

  /** Inserts the row, and returns it as stored. */
  public R run() {
    try {
      return InsertQuery.of(context.dsl(), table, values, null).fetchSingle();
    } catch (OutcomeUnknownException lost) {
      boolean repeatable =
          context.choosesId(table)
              && context.expectation().isNone()
              && values.get(id) != null
              && !(values.get(id) instanceof Field);
      if (!repeatable) {
        throw lost;
      }
      return again(lost);
    }
  }

  private R again(OutcomeUnknownException lost) {
    Patience patience = context.patience();
    while (patience.pause()) {
      FlashFusionException refusal = null;
      R there;
      DSLContext dsl = context.within(Duration.ofSeconds(patience.seconds())).dsl();
      try {
        try {
          R stored = InsertQuery.of(dsl, table, values, id).fetchOne();
          if (stored != null) {
            return stored;
          }
        } catch (ConstraintViolationException | AccessDeniedException | InvalidValueException e) {
          // The first one may have been stored at the same time, and be what this one violates.
          refusal = e;
        }
        there = find(dsl);
      } catch (FlashFusionException e) {
        lost.addSuppressed(e);
        if (passes(e)) {
          continue;
        }
        throw lost;
      }
      if (there != null && isOwn(there)) {
        return there;
      }
      throw there == null && refusal != null ? refusal : lost;
    }
    throw lost;
  }

  private static boolean passes(FlashFusionException failure) {
    return failure.isRetryable()
        || failure instanceof OutcomeUnknownException
        || failure instanceof StatementTimeoutException;
  }

  private @Nullable R find(DSLContext dsl) {
    I key = id.getType().cast(Objects.requireNonNull(values.get(id)));
    return KeyQuery.of(dsl, table, id, key).fetchOptional().orElse(null);
  }

  /** Returns whether the row is this one, and not another's with the id that the caller gave. */
  private boolean isOwn(R stored) {
    return fresh
        || values.entrySet().stream()
            .allMatch(
                value ->
                    value.getValue() instanceof Field
                        || Objects.deepEquals(value.getValue(), stored.get(value.getKey())));
  }
}
