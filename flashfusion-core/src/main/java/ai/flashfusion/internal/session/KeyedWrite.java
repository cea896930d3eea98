package ai.flashfusion.internal.session;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;

/**
 * A statement that writes one row, for an idempotency key.
 *
 * @param parts what is written, as texts that are the same for each repetition
 * @param subject the id of the row, or null if it may be another row's
 * @param statement sends the statement, and returns the row
 * @param table the table of the row
 * @param stored the condition by which the row is found afterwards
 */
public record KeyedWrite<R extends UpdatableRecord<R>>(
    List<String> parts,
    @Nullable UUID subject,
    Function<DSLContext, R> statement,
    Table<R> table,
    Condition stored) {

  /** Returns the write of a row with this id. */
  public static <R extends UpdatableRecord<R>> KeyedWrite<R> of(
      List<String> parts,
      Table<R> table,
      TableField<R, ?> id,
      UUID subject,
      Function<DSLContext, R> statement) {
    return new KeyedWrite<>(
        parts, subject, statement, table, id.coerce(UUID.class).eq(KeyedCalls.subject()));
  }
}
