package ai.flashfusion.internal.access;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.sharing.Operation;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The result of an operation that was tried under an identity and undone.
 *
 * @param visible whether the identity saw the row
 * @param done whether policies and triggers let the operation reach the row
 * @param said the message of the database; null without an error
 */
record Trial(boolean visible, boolean done, @Nullable String said) {

  /** Tries the operation in a transaction that is rolled back, whatever happens. */
  static Trial of(
      SessionContext identity,
      Table<?> table,
      Condition isRow,
      Record row,
      Rules rules,
      Operation operation) {
    try {
      return identity.inTransaction(
          transaction -> {
            throw new Undone(attempt(transaction.dsl(), table, isRow, row, rules, operation));
          });
    } catch (Undone undone) {
      return undone.trial;
    }
  }

  private static Trial attempt(
      DSLContext dsl,
      Table<?> table,
      Condition isRow,
      Record row,
      Rules rules,
      Operation operation) {
    boolean visible = rules.selectable() && dsl.fetchExists(table, isRow);
    try {
      boolean done =
          switch (operation) {
            case SELECT -> visible;
            case INSERT -> dsl.insertInto(table).set(values(table, row, rules)).execute() == 1;
            case UPDATE -> dsl.update(table).set(itself(table, rules)).where(isRow).execute() == 1;
            case DELETE -> dsl.deleteFrom(table).where(isRow).execute() == 1;
          };
      return new Trial(visible, done, null);
    } catch (AccessDeniedException denied) {
      return new Trial(visible, false, denied.getMessage());
    } catch (ConstraintViolationException constraint) {
      // Postgres checks privileges, policies and triggers before the constraints of the row.
      return new Trial(visible, true, constraint.getMessage());
    }
  }

  /** Returns the row's values in the columns that the role may write. */
  private static Map<Field<?>, @Nullable Object> values(Table<?> table, Record row, Rules rules) {
    Map<Field<?>, @Nullable Object> values = new HashMap<>();
    for (Field<?> field : table.fields()) {
      if (rules.insertable().contains(field.getName())) {
        values.put(field, row.get(field));
      }
    }
    return values;
  }

  /** Returns an assignment of a column that the role may write to itself. */
  private static Map<Field<?>, Field<?>> itself(Table<?> table, Rules rules) {
    for (Field<?> field : table.fields()) {
      if (rules.updatable().contains(field.getName()) && !field.getName().equals("id")) {
        return Map.of(field, field);
      }
    }
    throw new IllegalStateException(
        "no column of " + table.getName() + " that this library knows may be updated");
  }

  /** An exception that rolls back the transaction and carries the result. */
  private static final class Undone extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Trial trial;

    Undone(Trial trial) {
      super(null, null, false, false);
      this.trial = trial;
    }
  }
}
