package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.error.ErrorListener;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What a session or a transaction stands on: an identity and the way its statements take.
 * Thread-safe unless it is a transaction's.
 */
public final class SessionContext {

  /**
   * Logging would write bound values, secrets among them, at level DEBUG. The statement's frame has
   * no room for a second result.
   */
  private static final Configuration BASE =
      new DefaultConfiguration()
          .set(SQLDialect.POSTGRES)
          .set(
              new Settings()
                  .withExecuteLogging(false)
                  .withFetchWarnings(false)
                  .withCacheRecordMappers(true));

  private final SessionFactory factory;
  private final Scope scope;
  private final Expectation expectation;
  private final @Nullable OpenTransaction transaction;
  private final DSLContext dsl;

  SessionContext(
      SessionFactory factory,
      Scope scope,
      Expectation expectation,
      @Nullable OpenTransaction transaction) {
    this.factory = factory;
    this.scope = scope;
    this.expectation = expectation;
    this.transaction = transaction;
    this.dsl =
        DSL.using(
            BASE.derive()
                .set(new Connections())
                .set(new Transactions())
                .set(
                    new BatchListener(),
                    new ErrorListener(scope.identity(), scope.login().ownPolicies())));
  }

  public Identity identity() {
    return scope.identity();
  }

  /** Returns whether the database keeps sums of everybody's usage, as was found when connecting. */
  public boolean hasRollup() {
    return scope.login().unfolded() != null;
  }

  /** What this promises of its writes. */
  public Expectation expectation() {
    return expectation;
  }

  /** The same identity, in the same transaction if any, with writes that keep a promise. */
  public SessionContext expecting(Expectation promised) {
    return new SessionContext(factory, scope, promised, transaction);
  }

  /** The same for another identity, outside of any transaction. For the service alone. */
  public SessionContext as(Identity identity) {
    return factory.session(identity);
  }

  /** Returns whether this thread is in a transaction. */
  public boolean isInTransaction() {
    return factory.current() != null;
  }

  /** Returns those who follow, of all identities. */
  public Followers followers() {
    return factory.followers();
  }

  /**
   * The same identity for what goes on behind the caller's back, in threads of its own.
   *
   * @throws TransactionException if this thread is in a transaction, which would end before
   */
  public SessionContext outsideTransactions() {
    if (isInTransaction()) {
      throw new TransactionException(
          "following goes on after the transaction that this thread is in: begin to follow before"
              + " or after it",
          null);
    }
    return as(identity());
  }

  /** Full jOOQ under the identity, for the library itself. */
  public DSLContext dsl() {
    return dsl;
  }

  /**
   * Returns the same for callers, over a configuration of its own: theirs to change, not this one.
   */
  public DSLContext callersDsl() {
    return DSL.using(dsl.configuration().derive());
  }

  /**
   * Runs the work in a transaction: that of this thread, if it is in one, from a savepoint on;
   * otherwise a new one.
   */
  public <T extends @Nullable Object, X extends Exception> T inTransaction(
      TransactionWork<T, X> work) throws X {
    OpenTransaction outer = current();
    return outer == null ? inNew(work) : nested(outer, work);
  }

  /**
   * Copies rows into a table; only in a transaction. Postgres refuses it for whom row level
   * security binds.
   *
   * @param rows in the text format of {@code copy}
   * @return how many
   */
  public long copyIn(Table<?> table, List<Field<?>> columns, byte[] rows) {
    OpenTransaction open = Objects.requireNonNull(transaction, "copy belongs into a transaction");
    String sql =
        dsl.render(table)
            + columns.stream()
                .map(column -> dsl.render(column.getUnqualifiedName()))
                .collect(Collectors.joining(", ", " (", ")"));
    try {
      return open.copyIn("copy " + sql + " from stdin", rows);
    } catch (SQLException | IOException e) {
      throw ErrorListener.translate(
          e instanceof SQLException failure ? failure : new SQLException(e),
          "copy",
          scope.identity(),
          scope.login().ownPolicies());
    }
  }

  private <T extends @Nullable Object, X extends Exception> T inNew(TransactionWork<T, X> work)
      throws X {
    OpenTransaction opened = new OpenTransaction(source(), scope);
    factory.setCurrent(opened);
    try {
      T result = run(opened, work);
      if (expectation.dryRun()) {
        opened.undo(null);
      } else {
        commit(opened);
      }
      return result;
    } catch (Throwable e) {
      opened.rollback();
      throw e;
    } finally {
      factory.setCurrent(null);
    }
  }

  private <T extends @Nullable Object, X extends Exception> T nested(
      OpenTransaction outer, TransactionWork<T, X> work) throws X {
    String savepoint = outer.savepoint();
    T result;
    try {
      result = run(outer, work);
    } catch (Throwable e) {
      try {
        outer.rollbackTo(savepoint);
      } catch (RuntimeException rollback) {
        e.addSuppressed(rollback);
      }
      throw e;
    }
    if (expectation.dryRun()) {
      outer.undo(savepoint);
    } else {
      outer.release(savepoint);
    }
    return result;
  }

  /**
   * Returns the rows that the work's writes reach are counted if this promises something of them.
   */
  private <T extends @Nullable Object, X extends Exception> T run(
      OpenTransaction within, TransactionWork<T, X> work) throws X {
    SessionContext inner = new SessionContext(factory, scope, Expectation.NONE, within);
    if (expectation.isNone()) {
      return work.run(inner);
    }
    within.expect(expectation);
    try {
      T result = work.run(inner);
      within.check();
      return result;
    } finally {
      within.met();
    }
  }

  private void commit(OpenTransaction transaction) {
    try {
      transaction.commit();
    } catch (SQLException e) {
      throw commitFailed(e);
    }
  }

  private FlashFusionException commitFailed(SQLException e) {
    return ErrorListener.translate(e, "commit", scope.identity(), scope.login().ownPolicies());
  }

  private ConnectionSource source() {
    return factory.source(scope.identity());
  }

  /** Returns the transaction of this thread, which must be of this identity. */
  private @Nullable OpenTransaction current() {
    OpenTransaction transaction = factory.current();
    if (transaction != null && !transaction.scope().identity().equals(scope.identity())) {
      throw new TransactionException(
          "this thread is in a transaction of "
              + transaction.scope().identity()
              + ", in which "
              + scope.identity()
              + " cannot act: a transaction has one identity; do it before or after",
          null);
    }
    return transaction;
  }

  /** Where jOOQ gets its connections: never a bare one. */
  private final class Connections implements ConnectionProvider {

    @Override
    public Connection acquire() {
      OpenTransaction open = transaction != null ? transaction : current();
      if (!expectation.isNone()) {
        return open != null
            ? ExpectingConnection.within(open, expectation)
            : ExpectingConnection.alone(source(), scope, expectation);
      }
      return open != null ? new TransactionConnection(open) : new SingleConnection(source(), scope);
    }

    @Override
    public void release(Connection connection) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new TransactionException("the connection did not close: " + e.getMessage(), e);
      }
    }
  }

  /** jOOQ's own transactions are those of the session. */
  private final class Transactions implements TransactionProvider {

    private record Begun(OpenTransaction transaction, @Nullable String savepoint)
        implements org.jooq.Transaction {}

    @Override
    public void begin(TransactionContext context) {
      if (!expectation.isNone()) {
        throw new TransactionException(
            "a promise on writes holds for transactions of Session.transaction, not for those of"
                + " jOOQ: begin it there",
            null);
      }
      OpenTransaction open = current();
      if (open != null) {
        context.transaction(new Begun(open, open.savepoint()));
        return;
      }
      OpenTransaction transaction = new OpenTransaction(source(), scope);
      factory.setCurrent(transaction);
      context.transaction(new Begun(transaction, null));
    }

    @Override
    public void commit(TransactionContext context) {
      Begun begun = (Begun) context.transaction();
      if (begun.savepoint() != null) {
        begun.transaction().release(begun.savepoint());
        return;
      }
      try {
        SessionContext.this.commit(begun.transaction());
      } finally {
        factory.setCurrent(null);
      }
    }

    @Override
    public void rollback(TransactionContext context) {
      Begun begun = (Begun) context.transaction();
      if (begun == null) {
        return;
      }
      if (begun.savepoint() != null) {
        begun.transaction().rollbackTo(begun.savepoint());
        return;
      }
      begun.transaction().rollback();
      factory.setCurrent(null);
    }
  }
}
