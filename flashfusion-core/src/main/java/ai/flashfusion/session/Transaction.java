package ai.flashfusion.session;

import ai.flashfusion.internal.session.SessionContext;

/**
 * A session inside one open transaction. Lives as long as the callback that got it, and belongs to
 * the thread that runs it: any other use is refused with {@link
 * ai.flashfusion.error.TransactionException}.
 */
public final class Transaction extends Session {

  /** Not for callers: transactions come from {@link Session#transaction}. */
  @SuppressWarnings("exports") // so that only the library can make one
  public Transaction(SessionContext context) {
    super(context);
  }
}
