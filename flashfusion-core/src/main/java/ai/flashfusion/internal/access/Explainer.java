package ai.flashfusion.internal.access;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.AccessExplanation;
import ai.flashfusion.query.Operation;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;

/** Asks the database whether an identity may do something, and says why. */
public final class Explainer {

  private final SessionContext service;

  /**
   * On the session of a service.
   *
   * @throws AccessDeniedException if it is another's
   */
  public Explainer(SessionContext service) {
    if (!service.identity().isService()) {
      throw new AccessDeniedException(
          "explainAccess tells of hidden rows and needs a service session: this one is of "
              + service.identity(),
          null,
          null);
    }
    if (service.isInTransaction()) {
      throw new TransactionException(
          "explainAccess tries things out on a connection of its own, which would not see what this"
              + " transaction did: call it before or after",
          null);
    }
    this.service = service;
  }

  /** Returns the answer for one row. */
  public <R extends Record, I> AccessExplanation explain(
      Identity identity, TableField<R, I> idColumn, I id, Operation operation) {
    Table<R> table = table(idColumn);
    Condition isRow = idColumn.eq(id);
    Rules rules = Rules.of(service.dsl(), table, identity.role(), operation);
    String words =
        identity.isService() ? "row level security does not bind the service" : rules.words();
    Record row = service.dsl().selectFrom(table).where(isRow).fetchOne();
    String what = table.getName() + " " + id;
    if (row == null) {
      String reason =
          "there is no row of "
              + table.getName()
              + " with id "
              + id
              + ", for anybody"
              + (operation == Operation.INSERT ? "; name one that is to be the example" : "");
      return new AccessExplanation(
          identity, table.getName(), id, operation, false, false, false, words, reason);
    }
    boolean granted = rules.grants(operation);
    Trial trial =
        Trial.of(
            service.as(identity), table, isRow, row, rules, granted ? operation : Operation.SELECT);
    boolean allowed = granted && trial.done();
    String reason =
        granted
            ? verdict(identity, what, operation, trial)
                + ": "
                + Standing.of(service.dsl(), identity, table, row)
                + (trial.said() == null ? "" : "; the database said: " + trial.said())
                + columns(identity, operation, rules)
            : "nobody of role "
                + identity.role()
                + " may ever "
                + operation
                + " rows of "
                + table.getName();
    return new AccessExplanation(
        identity, table.getName(), id, operation, true, trial.visible(), allowed, words, reason);
  }

  private static String verdict(Identity identity, String what, Operation operation, Trial trial) {
    String like = operation == Operation.INSERT ? " a row like " : " ";
    if (trial.done()) {
      return identity + " may " + operation + like + what;
    }
    return trial.visible() || operation == Operation.INSERT
        ? identity
            + " may not "
            + operation
            + like
            + what
            + (trial.visible() ? ", which they see" : "")
        : what + " exists but is hidden from " + identity;
  }

  private static String columns(Identity identity, Operation operation, Rules rules) {
    List<String> columns = operation == Operation.UPDATE ? rules.updatable() : List.of();
    return columns.isEmpty() || identity.isService()
        ? ""
        : "; columns that may be updated: " + String.join(", ", columns);
  }

  private static <R extends Record> Table<R> table(TableField<R, ?> idColumn) {
    Table<R> table = Objects.requireNonNull(idColumn.getTable(), "the column has no table");
    UniqueKey<R> key = table.getPrimaryKey();
    if (key == null || !key.getFields().equals(List.of(idColumn))) {
      throw new IllegalArgumentException(
          idColumn + " does not tell rows apart: name the table's id, such as PROJECTS.ID");
    }
    return table;
  }
}
