package ai.flashfusion.session;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.repository.Repositories;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request of an identity under an idempotency key: the insert of one row, or one transaction,
 * that is stored at most once however often it is repeated, by whichever process. A repetition
 * returns what was stored. Holds no connection; immutable and thread-safe.
 *
 * <p>Repositories insert a row: {@code insert}, and each helper that inserts one row and returns
 * it. Everything else in them is refused with {@link
 * ai.flashfusion.error.RefusedStatementException}; it belongs in {@link
 * #transaction(TransactionConsumer)}. A repetition returns the row as it is now, with one more
 * round trip.
 *
 * <p>A lost answer never leaves the outcome unknown while the database can be reached: a row is
 * sent again, and of a transaction it is found out whether it was stored.
 */
public final class KeyedSession extends Repositories {

  private final SessionContext context;

  KeyedSession(SessionContext context) {
    super(context);
    this.context = context;
  }

  /** Returns the identity of this session. */
  public Identity identity() {
    return context.identity();
  }

  /**
   * Runs the callback in a transaction like {@link Session#transaction}, unless that was done
   * before under the key; then nothing is stored.
   *
   * <p>The key travels with the first statement, at no round trip: n statements cost n + 1. If the
   * key was used before, the first statement fails, and whatever the callback does then, the call
   * returns. A transaction without statements stores nothing and does not use the key. After a
   * throw and the rollback the key is free.
   *
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   * @throws ai.flashfusion.error.ConnectionException if the answer to the commit was lost and
   *     nothing is stored; run it again under the key
   * @throws ai.flashfusion.error.TransactionException if the thread is in a transaction
   */
  public void transaction(TransactionConsumer callback) {
    Objects.requireNonNull(callback, "callback");
    context.transactionCall(
        () -> context.inKeyedTransaction(List.of(), null, Transaction.withoutResult(callback)));
  }

  /**
   * Runs the callback in a transaction like {@link #transaction(TransactionConsumer)}, and returns
   * its value; a repetition returns the value that was stored. It is stored as JSON, in the round
   * trip of the commit.
   *
   * @param type the type of the value, which Jackson can write and read, such as a record of ids
   * @throws ai.flashfusion.error.InvalidValueException if the value cannot be stored: it is larger
   *     than 64 kB as JSON, or holds a secret or a row; nothing is stored then
   */
  public <T extends @Nullable Object> T transactionResult(
      Class<T> type, TransactionCallback<T> callback) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(callback, "callback");
    return context.transactionCall(
        () -> context.inKeyedTransaction(List.of(), type, Transaction.withResult(callback)));
  }

  /**
   * Runs the callback like {@link #transaction(TransactionConsumer)}, and again if it failed for a
   * passing reason; also if the answer to the commit was lost and nothing is stored.
   *
   * @see Session#transaction(RetryPolicy, TransactionConsumer)
   */
  public void transaction(RetryPolicy policy, TransactionConsumer callback) {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(callback, "callback");
    context.transactionCall(
        () -> context.inKeyedTransaction(policy, null, Transaction.withoutResult(callback)));
  }

  /**
   * Runs the callback like {@link #transaction(RetryPolicy, TransactionConsumer)}, and returns its
   * value like {@link #transactionResult(Class, TransactionCallback)}.
   */
  public <T extends @Nullable Object> T transactionResult(
      RetryPolicy policy, Class<T> type, TransactionCallback<T> callback) {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(callback, "callback");
    return context.transactionCall(
        () -> context.inKeyedTransaction(policy, type, Transaction.withResult(callback)));
  }

  /** Returns the identity; the key is left out, as it may be a secret of the caller's. */
  @Override
  public String toString() {
    return "KeyedSession of " + identity();
  }
}
