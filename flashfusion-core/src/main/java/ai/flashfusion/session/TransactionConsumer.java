package ai.flashfusion.session;

/**
 * What a transaction does.
 *
 * @param <X> what it may throw; inferred, so that a lambda that throws nothing needs no catch
 */
@FunctionalInterface
public interface TransactionConsumer<X extends Exception> {

  /** Runs inside the transaction; returning commits, throwing rolls back. */
  void run(Transaction tx) throws X;
}
