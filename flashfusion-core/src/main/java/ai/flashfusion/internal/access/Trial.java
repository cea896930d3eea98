package ai.flashfusion.internal.access;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.internal.session.Entry;
import ai.flashfusion.internal.session.PipelineWork;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.sharing.Operation;
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
    if (operation == Operation.SELECT) {
      boolean visible = sees(identity, table, isRow, rules);
      return new Trial(visible, visible, null);
    }
    PipelineWork tried = identity.pipelineOfCall(PipelineWork.Kind.WRITING);
    try {
      Entry<Boolean> visible = tried.add(null, s -> sees(s, table, isRow, rules));
      Entry<Integer> done =
          tried.add(null, s -> write(s.dsl(), table, isRow, row, rules, operation));
      tried.send();
      return new Trial(visible.get(), done.get() == 1, null);
    } catch (AccessDeniedException denied) {
      return new Trial(sees(identity, table, isRow, rules), false, denied.getMessage());
    } catch (ConstraintViolationException constraint) {
      // Postgres checks privileges, policies and triggers before the constraints of the row.
      return new Trial(sees(identity, table, isRow, rules), true, constraint.getMessage());
    } finally {
      tried.close();
    }
  }

  private static boolean sees(
      SessionContext identity, Table<?> table, Condition isRow, Rules rules) {
    return rules.selectable() && identity.dsl().fetchExists(table, isRow);
  }

  private static int write(
      DSLContext dsl,
      Table<?> table,
      Condition isRow,
      Record row,
      Rules rules,
      Operation operation) {
    return switch (operation) {
      case SELECT -> throw new IllegalArgumentException("a select writes nothing");
      case INSERT -> dsl.insertInto(table).set(values(table, row, rules)).execute();
      case UPDATE -> dsl.update(table).set(itself(table, rules)).where(isRow).execute();
      case DELETE -> dsl.deleteFrom(table).where(isRow).execute();
    };
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
}
