package ai.flashfusion.session;

/** The work of a transaction that has no result. */
@FunctionalInterface
public interface TransactionConsumer {

  /**
   * Runs within the transaction, which commits on return and rolls back on a throw.
   *
   * @throws Exception anything; the caller of the transaction gets it as it is
   */
  void run(Transaction tx) throws Exception;
}
