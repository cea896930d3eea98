package ai.flashfusion.session;

/**
 * The work of a transaction that has no result.
 *
 * @param <X> the exception that it may throw; inferred, so that a lambda that throws nothing needs
 *     no catch
 */
@FunctionalInterface
public interface TransactionConsumer<X extends Exception> {

  /** Runs within the transaction, which commits on return and rolls back on a throw. */
  void run(Transaction tx) throws X;
}
