package ai.flashfusion.session;

import ai.flashfusion.internal.session.SessionContext;

/**
 * A session within one open transaction. It lives as long as the callback that received it, and
 * belongs to the thread that runs the callback; any other use is refused with {@link
 * ai.flashfusion.error.TransactionException}.
 */
public final class Transaction extends Session {

  Transaction(SessionContext context) {
    super(context);
  }
}
