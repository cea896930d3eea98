package ai.flashfusion.session;

import org.jspecify.annotations.Nullable;

/**
 * The work of a transaction that has a result.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface TransactionCallback<T extends @Nullable Object> {

  /**
   * Runs within the transaction, which commits on return and rolls back on a throw.
   *
   * @throws Exception anything; the caller of the transaction gets it as it is
   */
  T run(Transaction tx) throws Exception;
}
