package ai.flashfusion.session;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.access.Explainer;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.AccessExplanation;
import ai.flashfusion.query.Operation;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.repository.DeploymentRepository;
import ai.flashfusion.repository.ProfileRepository;
import ai.flashfusion.repository.ProjectRepository;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * What an identity can do. Holds no connection: keep it or drop it. Immutable and thread-safe.
 *
 * <p>A single statement costs one round trip and is a transaction of its own. The pool may add one:
 * it tests a connection that nobody used for half a second before it lends it. Inside a callback of
 * {@link #transaction} the statements of this session on the same thread belong to that
 * transaction.
 */
public sealed class Session permits Transaction {

  private final SessionContext context;

  /** Not for callers: sessions come from {@link ai.flashfusion.FlashFusion}. */
  @SuppressWarnings("exports") // so that only the library can make one
  public Session(SessionContext context) {
    this.context = context;
  }

  /** Whose session this is. */
  public final Identity identity() {
    return context.identity();
  }

  /**
   * Full jOOQ under this identity: selects, DML with returning, batches, plain SQL. Cursors and
   * streams that are read piece by piece belong into a transaction.
   *
   * <p>Statements that could shed the identity are refused with {@link
   * ai.flashfusion.error.RefusedStatementException} before they are sent.
   */
  public final DSLContext dsl() {
    return context.callersDsl();
  }

  /** The people. */
  public final ProfileRepository profiles() {
    return new ProfileRepository(context);
  }

  /** What they build. */
  public final ProjectRepository projects() {
    return new ProjectRepository(context);
  }

  /** What their use of AI services costs. */
  public final AiUsageRepository aiUsage() {
    return new AiUsageRepository(context);
  }

  /** What they put online. */
  public final DeploymentRepository deployments() {
    return new DeploymentRepository(context);
  }

  /**
   * Runs the callback in a transaction: commits when it returns, rolls back when it throws. Inside
   * another transaction of the same thread it runs from a savepoint on, to which a throw rolls
   * back.
   *
   * <p>n statements cost n + 1 round trips; none cost none. A nested transaction adds two.
   *
   * @throws X what the callback throws, after the rollback
   * @throws ai.flashfusion.error.TransactionException if a statement failed and the callback
   *     swallowed that (nothing is stored then), or the thread is in a transaction of another
   *     identity
   */
  public final <X extends Exception> void transaction(TransactionConsumer<X> callback) throws X {
    context.inTransaction(
        inner -> {
          callback.run(new Transaction(inner));
          return true;
        });
  }

  /** As {@link #transaction}, and returns what the callback returns. */
  public final <T extends @Nullable Object, X extends Exception> T transactionResult(
      TransactionCallback<T, X> callback) throws X {
    return context.inTransaction(inner -> callback.run(new Transaction(inner)));
  }

  /**
   * Answers "why do I get nothing?": whether a row exists, whether an identity may do something to
   * it, and by which rule of the access matrix. For service sessions only, as the answer tells of
   * rows that the identity may not know of.
   *
   * <p>The operation is tried under the identity on a connection of its own and rolled back; until
   * then it locks what it touches. Some ten round trips, for people and not for every request.
   *
   * @param idColumn the table's primary key, such as {@code PROJECTS.ID}
   * @param operation for {@link Operation#INSERT} the row is the example: may the identity add one
   *     like it?
   * @throws ai.flashfusion.error.AccessDeniedException if this is no service session; nothing is
   *     sent then
   * @throws ai.flashfusion.error.TransactionException if this thread is in a transaction
   * @throws IllegalArgumentException if the column is not the primary key
   */
  public final <R extends Record, I> AccessExplanation explainAccess(
      Identity identity, TableField<R, I> idColumn, I id, Operation operation) {
    return new Explainer(context).explain(identity, idColumn, id, operation);
  }

  /** The identity. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + " of " + identity();
  }
}
