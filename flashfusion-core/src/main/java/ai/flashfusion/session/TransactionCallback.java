package ai.flashfusion.session;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction does, with a result.
 *
 * @param <T> the result
 * @param <X> what it may throw; inferred, so that a lambda that throws nothing needs no catch
 */
@FunctionalInterface
public interface TransactionCallback<T extends @Nullable Object, X extends Exception> {

  /** Runs inside the transaction; returning commits, throwing rolls back. */
  T run(Transaction tx) throws X;
}
