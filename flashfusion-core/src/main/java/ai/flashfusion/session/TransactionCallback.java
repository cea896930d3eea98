package ai.flashfusion.session;

import org.jspecify.annotations.Nullable;

/**
 * The work of a transaction that has a result.
 *
 * @param <T> the result
 * @param <X> the exception that it may throw; inferred, so that a lambda that throws nothing needs
 *     no catch
 */
@FunctionalInterface
public interface TransactionCallback<T extends @Nullable Object, X extends Exception> {

  /** Runs within the transaction, which commits on return and rolls back on a throw. */
  T run(Transaction tx) throws X;
}
