package ai.flashfusion.internal.session;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.error.ErrorListener;
import ai.flashfusion.query.RetryPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.UpdatableRecord;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The basis of a session or a transaction: an identity, and the way in which its statements are
 * sent. Thread-safe unless it belongs to a transaction.
 */
public final class SessionContext {

  /**
   * The settings of jOOQ. Logging would write bound values, including secrets, at level DEBUG. The
   * frame of a statement has no room for a second result. Times are bound as such, not as text, so
   * that they can be cut to microseconds.
   */
  private static final Configuration BASE =
      new DefaultConfiguration()
          .set(SQLDialect.POSTGRES)
          .set(
              new Settings()
                  .withExecuteLogging(false)
                  .withFetchWarnings(false)
                  .withBindOffsetDateTimeType(true)
                  .withCacheRecordMappers(true));

  private static final Field<String> PLAN = DSL.field("plan", String.class);

  /** The time that a plan may take, which nobody waits for. */
  private static final Duration PLANNING = Duration.ofSeconds(5);

  private final SessionFactory factory;
  private final Supplier<Scope> scope;
  private final Expectation expectation;
  private final @Nullable OpenTransaction transaction;
  private final @Nullable Duration timeout;
  private final @Nullable IdempotencyKey key;
  private final DSLContext dsl;

  /**
   * Creates a context.
   *
   * @param scope the identity, or who is asked for it, once by each transaction and each statement
   *     outside of one
   */
  SessionContext(
      SessionFactory factory,
      Supplier<Scope> scope,
      Expectation expectation,
      @Nullable OpenTransaction transaction,
      @Nullable Duration timeout) {
    this(factory, scope, expectation, transaction, timeout, null);
  }

  private SessionContext(
      SessionFactory factory,
      Supplier<Scope> scope,
      Expectation expectation,
      @Nullable OpenTransaction transaction,
      @Nullable Duration timeout,
      @Nullable IdempotencyKey key) {
    this.factory = factory;
    this.scope = scope;
    this.expectation = expectation;
    this.transaction = transaction;
    this.timeout = timeout;
    this.key = key;
    this.dsl =
        DSL.using(
            BASE.derive().set(new Connections()).set(new Transactions()).set(listeners("library")));
  }

  /** Returns the listeners to statements: translated exceptions, then calls. */
  private ExecuteListener[] listeners(String method) {
    return new ExecuteListener[] {
      new ErrorListener(this::identity, factory.login().ownPolicies()),
      new StatementListener(this, factory.calls(), method)
    };
  }

  public Identity identity() {
    return scope.get().identity();
  }

  /** Returns the identity's name; asks nobody, as whoever prints a session may not have one. */
  public String named() {
    return scope instanceof Scope own ? own.identity().toString() : "the caller";
  }

  /**
   * Runs a helper of a repository as one call.
   *
   * @param repository the repository's name
   * @param method the helper's name
   */
  public <T extends @Nullable Object> T call(String repository, String method, Supplier<T> work) {
    Calls calls = factory.calls();
    return calls.isObserved() ? calls.run(this, repository, method, work) : work.get();
  }

  /** Runs a transaction as a call whose parts are calls by themselves. */
  public <T extends @Nullable Object> T transactionCall(Supplier<T> work) {
    Calls calls = factory.calls();
    return calls.isObserved() ? calls.around(this, "transaction", work) : work.get();
  }

  /**
   * Returns the plan of a statement, which is not run; null within a transaction, which a failure
   * would end.
   */
  @Nullable String plan(Query query) {
    if (transaction != null || factory.current() != null) {
      return null;
    }
    try (ExplainingConnection connection = explaining(scope.get())) {
      return String.join(
          "\n",
          DSL.using(BASE.derive(connection)).resultQuery("{0}", query).coerce(PLAN).fetch(PLAN));
    }
  }

  /** Returns whether the database keeps sums of everybody's usage, as found out when connecting. */
  public boolean hasRollup() {
    return factory.login().unfolded() != null;
  }

  /**
   * Returns whether an insert may bring an id of its own, by which it can be sent again without
   * being stored twice, as found out when connecting.
   */
  public boolean choosesId(Table<?> table) {
    return factory.login().choosable().contains(identity().role() + " " + table.getName());
  }

  /** Returns the patience for finding out what became of a write whose answer was lost. */
  public Patience patience() {
    return factory.repetition().patience();
  }

  /** Announces a write of the transaction that this context is in, if any. */
  public void announceWrite() {
    if (transaction != null) {
      transaction.announceWrite();
    }
  }

  /** Returns the expectation on the writes of this context. */
  public Expectation expectation() {
    return expectation;
  }

  /**
   * Returns a context of the same identity, in the same transaction if any, whose writes have this
   * expectation.
   */
  public SessionContext expecting(Expectation expected) {
    return new SessionContext(factory, scope, expected, transaction, timeout);
  }

  /**
   * Returns a context of the same identity, in the same transaction if any, whose calls and
   * transactions must each be over within this time.
   */
  public SessionContext within(Duration limit) {
    return new SessionContext(factory, scope, expectation, transaction, limit);
  }

  /**
   * Returns a context of the same identity that writes one row, or runs one transaction, at most
   * once.
   *
   * @throws AccessDeniedException if the identity is anonymous, whose keys would be everybody's
   */
  public SessionContext once(IdempotencyKey under) {
    if (!identity().isService() && identity().authUserId().isEmpty()) {
      throw new AccessDeniedException(
          identity()
              + " has no idempotency keys, as they would be everybody's: use a user's or a service"
              + " session");
    }
    if (!expectation.isNone()) {
      throw new TransactionException(
          "a session with an expectation on writes takes no idempotency key: give the expectation"
              + " to the transaction in it, as in once(key).transaction(tx -> tx.expectOne()…)",
          null);
    }
    if (transaction != null) {
      throw new TransactionException(
          "a transaction takes its idempotency key when it begins: use once(key).transaction(…)",
          null);
    }
    return new SessionContext(factory, scope, expectation, null, timeout, under);
  }

  /** Returns whether this context has an idempotency key, and may do nothing without it. */
  public boolean isKeyed() {
    return key != null;
  }

  /** Writes a row under the idempotency key. */
  public <R extends UpdatableRecord<R>> R write(KeyedWrite<R> write) {
    return keyed().write(write);
  }

  /**
   * Runs the work in a transaction under the idempotency key.
   *
   * @param parts what it does, as texts that are the same for each repetition
   * @param type the type of its value, or null if none is kept
   */
  public <T extends @Nullable Object, X extends Exception> T inKeyedTransaction(
      List<String> parts, @Nullable Class<T> type, TransactionWork<T, X> work) throws X {
    return keyed().transaction(parts, type, work);
  }

  /** Runs the work like the other, and again if it failed for a passing reason. */
  public <T extends @Nullable Object, X extends Exception> T inKeyedTransaction(
      RetryPolicy policy, @Nullable Class<T> type, TransactionWork<T, X> work) throws X {
    KeyedCalls calls = keyed();
    return again(policy, () -> calls.transaction(List.of(), type, work));
  }

  private KeyedCalls keyed() {
    return new KeyedCalls(
        factory,
        scope.get(),
        Deadline.in(timeout),
        dsl.configuration(),
        Objects.requireNonNull(key, "the context has no key"));
  }

  private void requireNoKey() {
    if (key != null) {
      throw new RefusedStatementException(
          "under an idempotency key a session inserts one row, and nothing was sent: run reads and"
              + " other writes in a transaction, once(key).transaction(…)");
    }
  }

  /** Returns a context of another identity, outside of any transaction. Service only. */
  public SessionContext as(Identity identity) {
    return factory.session(identity);
  }

  /** Returns whether this thread is in a transaction. */
  public boolean isInTransaction() {
    return factory.current() != null;
  }

  /**
   * Returns the companion of this type that all sessions share; it is created at the first call.
   *
   * @param made creates it over the connections of users' sessions
   */
  public <T extends Companion> T companion(Class<T> type, Function<ConnectionSource, T> made) {
    return factory.companion(type, made);
  }

  /**
   * Returns a context of the same identity for work in other threads.
   *
   * @throws TransactionException if this thread is in a transaction, which would end before that
   *     work
   */
  public SessionContext outsideTransactions() {
    requireNoKey();
    if (isInTransaction()) {
      throw new TransactionException(
          "following would continue after the transaction that this thread is in: start it before"
              + " or after the transaction",
          null);
    }
    return as(identity());
  }

  /** Returns a source of connections that callers of JDBC can use, each under the identity. */
  public DataSource dataSource() {
    requireNoKey();
    Connections connections = new Connections();
    return new ScopedDataSource(() -> connections.acquire().lend(this::identity), this::named);
  }

  /** Returns jOOQ's API under the identity, for the library itself. */
  public DSLContext dsl() {
    requireNoKey();
    return dsl;
  }

  /**
   * Returns jOOQ's API for callers, with a configuration of its own, so that they may change it: it
   * keeps the library's listeners. In contrast to the library itself they may open streams and
   * forget them.
   */
  public DSLContext callersDsl() {
    Configuration configuration = dsl().configuration().derive(listeners("dsl"));
    ExecuteListenerProvider[] known = configuration.executeListenerProviders();
    ExecuteListenerProvider[] all = Arrays.copyOf(known, known.length + 1);
    all[known.length] = RowsListener::new;
    return DSL.using(CallersConfiguration.of(configuration, all));
  }

  /**
   * Runs the work in a transaction: after a savepoint of this thread's transaction if there is one,
   * otherwise in a new transaction.
   */
  public <T extends @Nullable Object, X extends Exception> T inTransaction(
      TransactionWork<T, X> work) throws X {
    requireNoKey();
    OpenTransaction outer = current();
    return outer == null ? inNew(Deadline.in(timeout), work) : nested(outer, work);
  }

  /**
   * Runs the work in a new transaction, and again in another one if it failed for a passing reason
   * and nothing of it is stored.
   *
   * @throws TransactionException if this thread is in a transaction, of which only the whole can be
   *     repeated
   */
  public <T extends @Nullable Object, X extends Exception> T inTransaction(
      RetryPolicy policy, TransactionWork<T, X> work) throws X {
    if (transaction != null || isInTransaction()) {
      throw new TransactionException(
          "a nested transaction cannot be repeated, as its failure may need the outermost one to"
              + " begin anew: give the retry policy to the outermost transaction",
          null);
    }
    Deadline deadline = Deadline.in(timeout);
    return again(policy, () -> inNew(deadline, work));
  }

  /**
   * Begins a transaction of this thread that is ended by calls of its own: after a savepoint of
   * this thread's transaction if there is one.
   *
   * @param characteristics those of a new transaction, as {@code set transaction} takes them; empty
   *     for the defaults
   */
  public ManualWork begin(String characteristics) {
    requireNoKey();
    if (!expectation.isNone()) {
      throw new TransactionException(
          "an expectation on writes applies to transactions of Session.transaction, not to one that"
              + " is ended by calls",
          null);
    }
    Scope now = scope.get();
    OpenTransaction outer = transaction != null ? transaction : current(now);
    if (outer != null) {
      Deadline before = outer.limit(Deadline.in(timeout));
      return new ManualWork(factory, outer, outer.savepoint(), before);
    }
    String first = characteristics.isEmpty() ? "" : "set transaction " + characteristics + ";";
    Deadline deadline = Deadline.in(timeout);
    OpenTransaction opened = new OpenTransaction(source(now), now, deadline, first, true);
    factory.setCurrent(opened);
    return new ManualWork(factory, opened, null, deadline);
  }

  /**
   * Returns a pipeline: in this context's or thread's transaction if there is one, otherwise with a
   * transaction of its own.
   */
  public PipelineWork pipeline(PipelineWork.Kind kind) {
    return pipeline(kind, false);
  }

  /** Returns a pipeline that is part of one call of the library. */
  public PipelineWork pipelineOfCall(PipelineWork.Kind kind) {
    return pipeline(kind, true);
  }

  private PipelineWork pipeline(PipelineWork.Kind kind, boolean part) {
    requireNoKey();
    OpenTransaction open = transaction != null ? transaction : current();
    if (open != null && !expectation.isNone()) {
      throw new TransactionException(
          "in a transaction a pipeline takes no expectation: give it to a nested transaction, as in"
              + " tx.expectOne().transaction(inner -> inner.pipeline()…)",
          null);
    }
    Deadline deadline = Deadline.in(timeout);
    OpenTransaction within = open != null ? open : begin(kind, deadline);
    return new PipelineWork(
        factory, within(within), within, open == null, kind, expectation, deadline, part);
  }

  /**
   * Runs two statements of one call within this transaction, in one round trip; neither observers
   * nor messages know of it. The last one runs whatever the first one finds; what is thrown after
   * the answer undoes both. If the database refuses one, this is told of the last one if {@link
   * ai.flashfusion.internal.error.Refused#isLast} says so.
   *
   * @param first locks or reads what the last one needs
   * @param last sees what was committed until the first one had its locks
   */
  public <A extends @Nullable Object, B extends @Nullable Object> Both<A, B> together(
      Supplier<A> first, Supplier<B> last) {
    OpenTransaction open = Objects.requireNonNull(transaction, "statements of one transaction");
    PipelineWork work =
        new PipelineWork(
            factory,
            this,
            open,
            false,
            PipelineWork.Kind.WRITING,
            Expectation.NONE,
            Deadline.NONE,
            true);
    Entry<A> one = work.add(null, context -> first.get());
    Entry<B> other = work.add(null, context -> last.get());
    work.flush();
    return new Both<>(one.get(), other.get());
  }

  private <T extends @Nullable Object, X extends Exception> T again(
      RetryPolicy policy, Attempt<T, X> attempt) throws X {
    for (int tries = 1; ; tries++) {
      try {
        T result = attempt.run();
        factory.repetition().succeeded(tries);
        return result;
      } catch (Throwable e) {
        if (!factory.repetition().transactionAgain(policy, e, tries)) {
          throw e;
        }
      }
    }
  }

  /** One run of a transaction that may be repeated. */
  private interface Attempt<T extends @Nullable Object, X extends Exception> {
    T run() throws X;
  }

  /**
   * Copies rows into a table, within a transaction. Postgres refuses this to roles that are subject
   * to row level security.
   *
   * @param rows the rows in the text format of {@code copy}
   * @return the number of rows
   */
  public long copyIn(Table<?> table, List<Field<?>> columns, byte[] rows) {
    OpenTransaction open = Objects.requireNonNull(transaction, "copy needs a transaction");
    String sql =
        dsl.render(table)
            + columns.stream()
                .map(column -> dsl.render(column.getUnqualifiedName()))
                .collect(Collectors.joining(", ", " (", ")"));
    long begun = System.nanoTime();
    try {
      long copied = open.copyIn("copy " + sql + " from stdin", rows);
      CallUnderWay call = factory.calls().current();
      if (call != null) {
        call.sent("copy " + sql + " from stdin", null, System.nanoTime() - begun, copied);
      }
      return copied;
    } catch (SQLException e) {
      throw ErrorListener.translate(e, "copy", identity(), factory.login().ownPolicies());
    }
  }

  private <T extends @Nullable Object, X extends Exception> T inNew(
      Deadline deadline, TransactionWork<T, X> work) throws X {
    OpenTransaction opened = open(deadline);
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
    Deadline before = outer.limit(Deadline.in(timeout));
    try {
      return afterSavepoint(outer, work);
    } finally {
      outer.restore(before);
    }
  }

  private <T extends @Nullable Object, X extends Exception> T afterSavepoint(
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

  /** Runs the work, and counts the rows that its writes reach if there is an expectation. */
  private <T extends @Nullable Object, X extends Exception> T run(
      OpenTransaction within, TransactionWork<T, X> work) throws X {
    SessionContext inner = within(within);
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
      throw commitFailed(transaction, e);
    }
  }

  private FlashFusionException commitFailed(OpenTransaction transaction, SQLException e) {
    return ErrorListener.translate(
        e, "commit", transaction.scope().identity(), factory.login().ownPolicies());
  }

  private ConnectionSource source(Scope of) {
    return factory.source(of.identity());
  }

  private OpenTransaction open(Deadline deadline) {
    Scope now = scope.get();
    return new OpenTransaction(source(now), now, deadline);
  }

  private OpenTransaction begin(PipelineWork.Kind kind, Deadline deadline) {
    Scope now = scope.get();
    return PipelineWork.begin(source(now), now, deadline, kind);
  }

  private ExplainingConnection explaining(Scope now) {
    return new ExplainingConnection(source(now), now, Deadline.in(PLANNING));
  }

  /** Returns the context within a transaction, which has the identity that the transaction has. */
  private SessionContext within(OpenTransaction within) {
    return new SessionContext(factory, within.scope(), Expectation.NONE, within, null);
  }

  /** Returns the transaction of this thread, which must belong to this identity. */
  private @Nullable OpenTransaction current() {
    return current(scope.get());
  }

  private @Nullable OpenTransaction current(Scope now) {
    OpenTransaction transaction = factory.current();
    if (transaction != null && !transaction.scope().identity().equals(now.identity())) {
      throw new TransactionException(
          "this thread is in a transaction of "
              + transaction.scope().identity()
              + ", in which "
              + now.identity()
              + " cannot act: a transaction has one identity; do it before or after",
          null);
    }
    return transaction;
  }

  /** Provides jOOQ with connections, never a bare one. */
  private final class Connections implements ConnectionProvider {

    @Override
    public ScopedConnection acquire() {
      Scope now = scope.get();
      OpenTransaction open = transaction != null ? transaction : current(now);
      Deadline deadline = Deadline.in(timeout);
      if (!expectation.isNone()) {
        return open != null
            ? ExpectingConnection.within(open, expectation, deadline)
            : ExpectingConnection.alone(source(now), now, expectation, deadline);
      }
      return open != null
          ? new TransactionConnection(open, deadline)
          : new SingleConnection(source(now), now, deadline);
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

  /** Makes jOOQ's own transactions those of the session. */
  private final class Transactions implements TransactionProvider {

    private record Begun(OpenTransaction transaction, @Nullable String savepoint)
        implements org.jooq.Transaction {}

    @Override
    public void begin(TransactionContext context) {
      if (!expectation.isNone()) {
        throw new TransactionException(
            "an expectation on writes applies to transactions of Session.transaction, not to those"
                + " of jOOQ: use Session.transaction",
            null);
      }
      OpenTransaction open = current();
      if (open != null) {
        context.transaction(new Begun(open, open.savepoint()));
        return;
      }
      OpenTransaction transaction = open(Deadline.in(timeout));
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
