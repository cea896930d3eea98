package ai.flashfusion.internal.access;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.session.Entry;
import ai.flashfusion.internal.session.PipelineWork;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jspecify.annotations.Nullable;

/** Asks the database whether an identity may do something, and explains the answer. */
public final class Explainer {

  private final SessionContext service;

  /**
   * Creates an explainer for a service session.
   *
   * @throws AccessDeniedException if the session is not one of the service
   * @throws TransactionException if the thread is in a transaction
   */
  public Explainer(SessionContext service) {
    if (!service.identity().isService()) {
      throw new AccessDeniedException(
          "explainAccess may reveal hidden rows and needs a service session: this one is of "
              + service.identity());
    }
    if (service.isInTransaction()) {
      throw new TransactionException(
          "explainAccess uses a connection of its own, which would not see the changes of this"
              + " transaction: call it before or after",
          null);
    }
    this.service = service;
  }

  /** Explains the access to one row. */
  public <R extends Record, I> AccessExplanation explain(
      Identity identity, TableField<R, I> idColumn, I id, Operation operation) {
    Table<R> table = table(idColumn);
    Condition isRow = idColumn.eq(id);
    PipelineWork asked = service.pipelineOfCall(PipelineWork.Kind.READING);
    Entry<Rules> found = asked.add(null, s -> Rules.of(s.dsl(), table, identity.role(), operation));
    Entry<@Nullable Record> named =
        asked.add(null, s -> s.dsl().selectFrom(table).where(isRow).fetchOne());
    asked.flush();
    Rules rules = found.get();
    Record row = named.get();
    String words =
        identity.isService() ? "the service is exempt from row level security" : rules.words();
    String what = table.getName() + " " + id;
    if (row == null) {
      String reason =
          "there is no row of "
              + table.getName()
              + " with id "
              + id
              + (operation == Operation.INSERT ? ": name an existing row as the example" : "");
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
            : "the role "
                + identity.role()
                + " may never "
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
          idColumn + " does not identify a row: name the table's id, such as PROJECTS.ID");
    }
    return table;
  }
}
