package ai.flashfusion.spring;

import ai.flashfusion.session.ManualTransaction;
import ai.flashfusion.session.ManualTransaction.Isolation;
import ai.flashfusion.session.Session;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.SmartTransactionObject;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes transactions of Spring those of the caller's session. Repositories, {@code dsl()},
 * pipelines and connections of the caller take part on the same thread.
 */
final class SessionTransactionManager extends AbstractPlatformTransactionManager {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Session session;

  SessionTransactionManager(Session session) {
    this.session = session;
    setNestedTransactionAllowed(true);
  }

  /** A transaction as Spring knows it, which several methods may share. */
  private static final class Shared {

    private final ManualTransaction transaction;
    private boolean rollbackOnly;

    Shared(ManualTransaction transaction) {
      this.transaction = transaction;
    }
  }

  /** The part that one method has in a transaction. */
  private static final class Part implements SmartTransactionObject, SavepointManager {

    private @Nullable Shared shared;

    Part(@Nullable Shared shared) {
      this.shared = shared;
    }

    Shared shared() {
      if (shared == null) {
        throw new IllegalStateException("no transaction was begun");
      }
      return shared;
    }

    @Override
    public boolean isRollbackOnly() {
      return shared != null && shared.rollbackOnly;
    }

    @Override
    public Object createSavepoint() {
      return shared().transaction.savepoint();
    }

    @Override
    public void rollbackToSavepoint(Object savepoint) {
      shared().transaction.rollbackTo((String) savepoint);
      shared().rollbackOnly = false;
    }

    @Override
    public void releaseSavepoint(Object savepoint) {
      shared().transaction.release((String) savepoint);
    }
  }

  @Override
  protected Object doGetTransaction() {
    return new Part((Shared) TransactionSynchronizationManager.getResource(this));
  }

  @Override
  protected boolean isExistingTransaction(Object transaction) {
    return ((Part) transaction).shared != null;
  }

  @Override
  protected void doBegin(Object transaction, TransactionDefinition definition) {
    int seconds = determineTimeout(definition);
    Session limited =
        seconds == TransactionDefinition.TIMEOUT_DEFAULT
            ? session
            : session.withTimeout(Duration.ofSeconds(Math.max(1, seconds)));
    Shared begun =
        new Shared(
            limited.begin(isolation(definition.getIsolationLevel()), definition.isReadOnly()));
    ((Part) transaction).shared = begun;
    TransactionSynchronizationManager.bindResource(this, begun);
  }

  private static @Nullable Isolation isolation(int level) {
    return switch (level) {
      case TransactionDefinition.ISOLATION_DEFAULT -> null;
      case TransactionDefinition.ISOLATION_REPEATABLE_READ -> Isolation.REPEATABLE_READ;
      case TransactionDefinition.ISOLATION_SERIALIZABLE -> Isolation.SERIALIZABLE;
      default -> Isolation.READ_COMMITTED; // Postgres does not read what is not committed
    };
  }

  @Override
  protected Object doSuspend(Object transaction) {
    Part part = (Part) transaction;
    Shared suspended = part.shared();
    part.shared = null;
    TransactionSynchronizationManager.unbindResource(this);
    suspended.transaction.suspend();
    return suspended;
  }

  @Override
  protected void doResume(@Nullable Object transaction, Object suspendedResources) {
    Shared suspended = (Shared) suspendedResources;
    suspended.transaction.resume();
    TransactionSynchronizationManager.bindResource(this, suspended);
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    ((Part) status.getTransaction()).shared().transaction.commit();
  }

  @Override
  protected void doRollback(DefaultTransactionStatus status) {
    ((Part) status.getTransaction()).shared().transaction.rollback();
  }

  @Override
  protected void doSetRollbackOnly(DefaultTransactionStatus status) {
    ((Part) status.getTransaction()).shared().rollbackOnly = true;
  }

  @Override
  protected void doCleanupAfterCompletion(Object transaction) {
    TransactionSynchronizationManager.unbindResource(this);
    ((Part) transaction).shared().transaction.rollback();
  }
}
