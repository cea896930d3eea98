package ai.flashfusion.session;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.access.Explainer;
import ai.flashfusion.internal.session.Expectation;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.AccessExplanation;
import ai.flashfusion.query.Operation;
import ai.flashfusion.repository.AiConversationRepository;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.repository.ApiKeyRepository;
import ai.flashfusion.repository.AuditTrail;
import ai.flashfusion.repository.BillingTransactionRepository;
import ai.flashfusion.repository.DeploymentLogRepository;
import ai.flashfusion.repository.DeploymentRepository;
import ai.flashfusion.repository.NotificationRepository;
import ai.flashfusion.repository.ProfileRepository;
import ai.flashfusion.repository.ProjectCollaboratorRepository;
import ai.flashfusion.repository.ProjectFileRepository;
import ai.flashfusion.repository.ProjectRepository;
import ai.flashfusion.repository.SubscriptionHistoryRepository;
import ai.flashfusion.repository.TeamMemberRepository;
import ai.flashfusion.repository.TeamRepository;
import ai.flashfusion.repository.WebhookLogRepository;
import ai.flashfusion.repository.WebhookRepository;
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

  /**
   * The same session, whose writes must each reach exactly one row; so must a whole {@link
   * #transaction} begun on it, in all. Otherwise nothing is stored, and {@link
   * ai.flashfusion.error.AffectedRowsException} says how many rows there were. Rows that a cascade
   * or a trigger changes do not count. A single statement costs one round trip more, in a
   * transaction two.
   */
  public final Session expectOne() {
    return expecting(context.expectation().withOne());
  }

  /**
   * The same session, whose writes may each reach so many rows at most; a whole {@link
   * #transaction} begun on it too, in all. As {@link #expectOne} otherwise.
   *
   * @throws IllegalArgumentException if rows is negative
   */
  public final Session maxAffected(long rows) {
    return expecting(context.expectation().withMax(rows));
  }

  /**
   * The same session, whose writes, and transactions begun on it, do all, return their result, and
   * are rolled back. What the database refuses is refused here too. Sequences and, on the paths of
   * others, locks show that something was tried.
   */
  public final Session dryRun() {
    return expecting(context.expectation().withDryRun());
  }

  private Session expecting(Expectation expectation) {
    return new Session(context.expecting(expectation));
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

  /** With whom they share it. */
  public final ProjectCollaboratorRepository collaborators() {
    return new ProjectCollaboratorRepository(context);
  }

  /** What projects consist of. */
  public final ProjectFileRepository files() {
    return new ProjectFileRepository(context);
  }

  /** What they talk about with models. */
  public final AiConversationRepository conversations() {
    return new AiConversationRepository(context);
  }

  /** What building and deploying printed. */
  public final DeploymentLogRepository deploymentLogs() {
    return new DeploymentLogRepository(context);
  }

  /** Whom to tell of events. */
  public final WebhookRepository webhooks() {
    return new WebhookRepository(context);
  }

  /** How telling them went. */
  public final WebhookLogRepository webhookLogs() {
    return new WebhookLogRepository(context);
  }

  /** What they pay. */
  public final BillingTransactionRepository billing() {
    return new BillingTransactionRepository(context);
  }

  /** Which plans they had when. */
  public final SubscriptionHistoryRepository subscriptions() {
    return new SubscriptionHistoryRepository(context);
  }

  /** In which groups they work. */
  public final TeamRepository teams() {
    return new TeamRepository(context);
  }

  /** Who belongs to which group. */
  public final TeamMemberRepository teamMembers() {
    return new TeamMemberRepository(context);
  }

  /** With what their programs identify themselves. */
  public final ApiKeyRepository apiKeys() {
    return new ApiKeyRepository(context);
  }

  /** What they are told. */
  public final NotificationRepository notifications() {
    return new NotificationRepository(context);
  }

  /** Who changed what, where that is recorded. */
  public final AuditTrail audit() {
    return new AuditTrail(context);
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
