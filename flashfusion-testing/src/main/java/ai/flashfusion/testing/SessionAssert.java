package ai.flashfusion.testing;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import java.util.Objects;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.UpdatableRecord;

/**
 * Assertions about what an identity may do to a row. Each tries it under the identity of the
 * session and rolls it back.
 *
 * <p>That somebody cannot see a row proves nothing if there is no such row. So each assertion that
 * something is impossible has a positive control: it also fails if the service cannot do it.
 */
public final class SessionAssert {

  private final Session session;
  private final Session service;

  private SessionAssert(Session session, Session service) {
    this.session = session;
    this.service = service;
  }

  /**
   * Begins assertions about a session of an {@link EmbeddedFlashFusion}.
   *
   * @throws IllegalArgumentException if its database belongs to none that is open
   */
  public static SessionAssert assertThatSession(Session session) {
    EmbeddedFlashFusion embedded = EmbeddedFlashFusion.of(session);
    return assertThatSession(session, embedded.flashfusion().asService("positive control"));
  }

  /**
   * Begins assertions about a session of any database.
   *
   * @param service a session of the service on the same database
   */
  public static SessionAssert assertThatSession(Session session, Session service) {
    if (!service.identity().isService()) {
      throw new IllegalArgumentException(
          "the positive control needs a session of the service, and this is one of "
              + service.identity());
    }
    return new SessionAssert(session, service);
  }

  /** Asserts that the session sees the row. */
  public SessionAssert canSee(UpdatableRecord<?> row) {
    return can(Operation.SELECT, row);
  }

  /** Asserts that the session does not see the row, which exists. */
  public SessionAssert cannotSee(UpdatableRecord<?> row) {
    return cannot(Operation.SELECT, row);
  }

  /** Asserts that the session may update the row. */
  public SessionAssert canUpdate(UpdatableRecord<?> row) {
    return can(Operation.UPDATE, row);
  }

  /** Asserts that the session may not update the row, which the service may. */
  public SessionAssert cannotUpdate(UpdatableRecord<?> row) {
    return cannot(Operation.UPDATE, row);
  }

  /** Asserts that the session may delete the row. */
  public SessionAssert canDelete(UpdatableRecord<?> row) {
    return can(Operation.DELETE, row);
  }

  /** Asserts that the session may not delete the row, which the service may. */
  public SessionAssert cannotDelete(UpdatableRecord<?> row) {
    return cannot(Operation.DELETE, row);
  }

  private SessionAssert can(Operation operation, UpdatableRecord<?> row) {
    AccessExplanation answer = explain(session.identity(), operation, row);
    if (!answer.allowed()) {
      throw new AssertionError(
          expected("can", operation, answer) + (answer.exists() ? answer : answer.reason()));
    }
    return this;
  }

  private SessionAssert cannot(Operation operation, UpdatableRecord<?> row) {
    AccessExplanation answer = explain(session.identity(), operation, row);
    if (answer.allowed()) {
      throw new AssertionError(expected("cannot", operation, answer) + answer);
    }
    AccessExplanation control = explain(service.identity(), operation, row);
    if (!control.allowed()) {
      throw new AssertionError(
          expected("cannot", operation, answer)
              + "nobody can, not even the service, so that this proves nothing: "
              + control.reason());
    }
    return this;
  }

  private String expected(String can, Operation operation, AccessExplanation answer) {
    return "Expected that %s %s %s %s %s, but "
        .formatted(
            session.identity(),
            can,
            operation == Operation.SELECT ? "see" : operation,
            answer.table(),
            answer.id());
  }

  private AccessExplanation explain(
      Identity identity, Operation operation, UpdatableRecord<?> row) {
    return explain(identity, operation, row.getTable(), row);
  }

  private <R extends Record> AccessExplanation explain(
      Identity identity, Operation operation, Table<R> table, Record row) {
    UniqueKey<R> key = table.getPrimaryKey();
    if (key == null || key.getFields().size() != 1) {
      throw new IllegalArgumentException(table.getName() + " has no id by which to find the row");
    }
    return explain(identity, operation, key.getFields().get(0), row);
  }

  private <R extends Record, I> AccessExplanation explain(
      Identity identity, Operation operation, TableField<R, I> idColumn, Record row) {
    I id = row.get(idColumn);
    if (id == null) {
      throw new IllegalArgumentException(
          "the row of "
              + Objects.requireNonNull(idColumn.getTable()).getName()
              + " has no id: store it first");
    }
    return service.explainAccess(identity, idColumn, id, operation);
  }
}
