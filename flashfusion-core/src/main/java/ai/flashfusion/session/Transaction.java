package ai.flashfusion.session;

import ai.flashfusion.internal.session.SessionContext;

/**
 * A session within one open transaction. It lives as long as the callback that received it, and
 * belongs to the thread that runs the callback; any other use is refused with {@link
 * ai.flashfusion.error.TransactionException}.
 */
public final class Transaction extends Session {

  /**
   * Creates a transaction for the library itself. Callers get theirs from {@link
   * Session#transaction}.
   */
  @SuppressWarnings("exports") // so that only the library can make one
  public Transaction(SessionContext context) {
    super(context);
  }
}
