package ai.flashfusion.session;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.access.Explainer;
import ai.flashfusion.internal.session.Expectation;
import ai.flashfusion.internal.session.IdempotencyKey;
import ai.flashfusion.internal.session.PipelineWork;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.repository.Repositories;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * The operations open to one identity. A session holds no connection, so it can be kept or dropped.
 * Immutable and thread-safe.
 *
 * <p>A single statement costs one round trip and is a transaction of its own. The pool may add one:
 * it tests a connection that was idle for half a second before lending it. Inside a callback of
 * {@link #transaction(TransactionConsumer)} the statements of this session on the same thread
 * belong to that transaction.
 */
public sealed class Session extends Repositories permits Transaction {

  private final SessionContext context;

  /** Creates a session. Only {@link ai.flashfusion.FlashFusion} can make its argument. */
  @SuppressWarnings("exports") // no caller has a context
  public Session(SessionContext context) {
    super(context);
    this.context = context;
  }

  /** Returns the identity of this session, or the one that it would have now. */
  public final Identity identity() {
    return context.identity();
  }

  /**
   * Returns jOOQ's full API under this identity: selects, DML with returning, batches and plain
   * SQL. Cursors and streams that are read piece by piece belong in a transaction.
   *
   * <p>Statements that could shed the identity are refused with {@link
   * ai.flashfusion.error.RefusedStatementException} before they are sent.
   */
  public final DSLContext dsl() {
    return context.callersDsl();
  }

  /**
   * Returns a source of JDBC connections for frameworks that know nothing of jOOQ. Each statement
   * runs under this session's identity, in the transaction of this thread if there is one and
   * otherwise in one of its own, and is refused like those of {@link #dsl}. A connection belongs to
   * whom it was lent; it cannot be unwrapped, and its methods for transactions, settings and calls
   * of procedures are refused. Of {@code getMetaData} it answers what needs no privilege.
   *
   * <p>A statement costs one round trip, a batch three, a returned key nothing more.
   */
  public final DataSource dataSource() {
    return context.dataSource();
  }

  /**
   * Returns a session of the same identity whose writes must each reach exactly one row. A whole
   * {@link #transaction(TransactionConsumer)} begun on it must reach exactly one row in total.
   * Otherwise nothing is stored, and an {@link ai.flashfusion.error.ExpectationException} says how
   * many rows there were. Rows changed by a cascade or a trigger do not count. A single statement
   * costs one additional round trip, in a transaction two.
   */
  public final Session expectOne() {
    return expecting(context.expectation().withOne());
  }

  /**
   * Returns a session of the same identity whose writes may each reach at most this many rows. A
   * whole {@link #transaction(TransactionConsumer)} begun on it may reach at most this many in
   * total. Otherwise like {@link #expectOne}.
   *
   * @throws IllegalArgumentException if rows is negative
   */
  public final Session maxAffected(long rows) {
    return expecting(context.expectation().withMax(rows));
  }

  /**
   * Returns a session of the same identity whose writes and transactions run completely, return
   * their result, and are then rolled back. Whatever the database would refuse is refused here too.
   * Sequences still advance, and locks on the paths of others still show that something was tried.
   */
  public final Session dryRun() {
    return expecting(context.expectation().withDryRun());
  }

  /**
   * Returns a session of the same identity in which each call, and each {@link #transaction} as a
   * whole, must be over within this time. The server is told the time that is left with each
   * statement; if it does not answer at all, the connection is closed five seconds later. Within a
   * transaction the shorter limit counts. Waiting for a connection of the pool counts too, but is
   * ended by the builder's {@code connectionTimeout} only.
   *
   * @param timeout to the millisecond
   * @throws IllegalArgumentException if it is shorter than a millisecond or longer than 24 days
   */
  public final Session withTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.compareTo(Duration.ofMillis(1)) < 0
        || timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "timeout is " + timeout + ": give from a millisecond to 24 days");
    }
    return new Session(context.within(timeout));
  }

  /**
   * Returns the session for one request under an idempotency key, which is stored at most once.
   *
   * @param key the key, unique among the requests of this user, or of the service: 1 to 255
   *     characters, such as the id of an order or of a message
   * @throws IllegalArgumentException if the key is null, empty, too long, or text that Postgres
   *     cannot store
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is anonymous
   * @throws ai.flashfusion.error.TransactionException if this is a transaction, or a session with
   *     an expectation
   */
  public final KeyedSession once(String key) {
    return new KeyedSession(context.once(new IdempotencyKey(key, null)));
  }

  /**
   * Returns the session for one request under an idempotency key like {@link #once(String)}, that
   * can tell another request from a repetition by more than what is stored.
   *
   * @param request a description of the request, such as its body, of which only a digest is
   *     stored; if it differs from the one that came with the key before, the call fails with
   *     {@link ai.flashfusion.error.IdempotencyException}
   */
  public final KeyedSession once(String key, String request) {
    Objects.requireNonNull(request, "request");
    return new KeyedSession(context.once(new IdempotencyKey(key, request)));
  }

  private Session expecting(Expectation expectation) {
    return new Session(context.expecting(expectation));
  }

  /**
   * Runs the callback in a transaction, which commits when the callback returns and rolls back when
   * it throws. Within another transaction of the same thread it starts at a savepoint, to which a
   * throw rolls back.
   *
   * <p>What the callback throws arrives here as it is, after the rollback: the same object, whether
   * it is checked or not. The compiler does not know of a checked one, so {@code catch (IOException
   * e)} around the call may be refused: catch {@code Exception}, or catch it in the callback.
   *
   * <p>n statements cost n + 1 round trips; none cost none. A nested transaction adds two.
   *
   * @throws ai.flashfusion.error.TransactionException if a statement failed and the callback
   *     swallowed the exception (nothing is stored then), or if the thread is in a transaction of
   *     another identity
   */
  public final void transaction(TransactionConsumer callback) {
    Objects.requireNonNull(callback, "callback");
    context.transactionCall(() -> context.inTransaction(Transaction.withoutResult(callback)));
  }

  /**
   * Runs the callback in a transaction like {@link #transaction(TransactionConsumer)}, and returns
   * its result.
   */
  public final <T extends @Nullable Object> T transactionResult(TransactionCallback<T> callback) {
    Objects.requireNonNull(callback, "callback");
    return context.transactionCall(() -> context.inTransaction(Transaction.withResult(callback)));
  }

  /**
   * Runs the callback in a transaction like {@link #transaction(TransactionConsumer)}, and again if
   * it failed for a passing reason and nothing of it is stored. What the callback does outside of
   * the database is done each time, so this is only for callbacks that may run several times.
   *
   * @throws ai.flashfusion.error.OutcomeUnknownException if the transaction may be stored, upon
   *     which it is not repeated
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction: only the
   *     outermost one can be repeated
   */
  public final void transaction(RetryPolicy policy, TransactionConsumer callback) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(policy, "policy");
    context.transactionCall(
        () -> context.inTransaction(policy, Transaction.withoutResult(callback)));
  }

  /**
   * Runs the callback like {@link #transaction(RetryPolicy, TransactionConsumer)}, and returns its
   * result.
   */
  public final <T extends @Nullable Object> T transactionResult(
      RetryPolicy policy, TransactionCallback<T> callback) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(policy, "policy");
    return context.transactionCall(
        () -> context.inTransaction(policy, Transaction.withResult(callback)));
  }

  /**
   * Begins a transaction for this thread that ends with calls of its own instead of with a
   * callback, for frameworks that manage transactions. Applications use {@link #transaction}, which
   * cannot be left open. What sessions of the same identity do on this thread belongs to it. Within
   * another transaction of the thread it starts at a savepoint, and has the isolation of that one.
   *
   * @param isolation null for the default of the database
   * @param readOnly whether writes are refused
   * @throws ai.flashfusion.error.TransactionException if the thread is in a transaction of another
   *     identity
   */
  public final ManualTransaction begin(
      ManualTransaction.@Nullable Isolation isolation, boolean readOnly) {
    return new ManualTransaction(
        context.begin(ManualTransaction.characteristics(isolation, readOnly)));
  }

  /**
   * Begins a pipeline of reads, which are sent together in one round trip and see one snapshot
   * ({@code repeatable read, read only}), so that a page agrees with itself. Holds no connection
   * until it is sent. Within a transaction it has the isolation of that transaction, may write, and
   * is committed with it.
   *
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction of another
   *     identity
   */
  public final Pipeline pipeline() {
    return new Pipeline(context.pipeline(PipelineWork.Kind.READING));
  }

  /**
   * Begins a pipeline of writes, and reads among them, which are sent together in one round trip;
   * nothing is stored if one of them fails. The commit takes a second round trip, so that also what
   * is refused after the answer, such as a row that was not found, undoes them all.
   *
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction of another
   *     identity
   */
  public final Pipeline writePipeline() {
    return new Pipeline(context.pipeline(PipelineWork.Kind.WRITING));
  }

  /**
   * Begins a pipeline like {@link #writePipeline()} whose commit travels with the writes, so that
   * all is one round trip. What the database refuses undoes them all; what is refused after the
   * answer, such as a row that was not found, does not undo the others, which are stored by then.
   * If the answer is lost it is not known whether they are stored.
   *
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction of another
   *     identity
   */
  public final Pipeline writePipelineAtOnce() {
    return new Pipeline(context.pipeline(PipelineWork.Kind.WRITING_AT_ONCE));
  }

  /**
   * Answers "why do I get nothing?": whether a row exists, whether an identity may do something to
   * it, and by which rule of the access matrix. Only for service sessions, as the answer may reveal
   * rows that are hidden from the identity.
   *
   * <p>The operation is tried under the identity on a connection of its own and rolled back; until
   * then it locks the rows that it touches. Takes four to six round trips: meant for people, not
   * for every request.
   *
   * @param idColumn the table's primary key, such as {@code PROJECTS.ID}
   * @param operation the operation to try; for {@link Operation#INSERT} the question is whether the
   *     identity may add a row like this one
   * @throws ai.flashfusion.error.AccessDeniedException if this is not a service session; nothing is
   *     sent then
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction
   * @throws IllegalArgumentException if the column is not the primary key
   */
  public final <R extends Record, I> AccessExplanation explainAccess(
      Identity identity, TableField<R, I> idColumn, I id, Operation operation) {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(idColumn, "idColumn");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(operation, "operation");
    return context.call(
        "session",
        "explainAccess",
        () -> new Explainer(context).explain(identity, idColumn, id, operation));
  }

  /** Returns the kind of session and its identity, if it has one of its own. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + " of " + context.named();
  }
}
