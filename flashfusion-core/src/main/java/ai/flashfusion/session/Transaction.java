package ai.flashfusion.session;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.internal.session.TransactionWork;
import org.jspecify.annotations.Nullable;

/**
 * A session within one open transaction. It lives as long as the callback that received it, and
 * belongs to the thread that runs the callback; any other use is refused with {@link
 * ai.flashfusion.error.TransactionException}.
 */
public final class Transaction extends Session {

  private Transaction(SessionContext context) {
    super(context);
  }

  static TransactionWork<Boolean, RuntimeException> withoutResult(TransactionConsumer callback) {
    return withResult(
        tx -> {
          callback.run(tx);
          return true;
        });
  }

  static <T extends @Nullable Object> TransactionWork<T, RuntimeException> withResult(
      TransactionCallback<T> callback) {
    return TransactionWork.unchecked(inner -> callback.run(new Transaction(inner)));
  }
}
