package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.error.ErrorListener;
import ai.flashfusion.internal.error.KeyFailure;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.internal.error.StoppedException;
import java.sql.SQLException;

/**
 * The exceptions about a transaction that cannot go on.
 *
 * @param scope the identity whose transaction it is
 */
record TransactionFailures(Scope scope) {

  private static final String CANCELED = "57014";

  /** Returns whether a failure has ended the connection, or the library's use of it. */
  static boolean isOver(SQLException e) {
    return e instanceof StoppedException || Lost.isLoss(e);
  }

  /** Returns the failure of transaction control; with a lost connection nothing is stored. */
  FlashFusionException notDone(String what, SQLException e) {
    DatabaseError error = new DatabaseError(e.getSQLState(), null, null, null);
    if (e instanceof StoppedException || CANCELED.equals(e.getSQLState())) {
      return ErrorListener.translate(
          e, "transaction", scope.identity(), scope.login().ownPolicies());
    }
    if (KeyFailure.isMissing(e)) {
      return KeyFailure.missing(error, e);
    }
    return Lost.isLoss(e)
        ? new ConnectionException(what + Advice.said(e), error, e)
        : new TransactionException(what + Advice.said(e), error, e);
  }

  /** Returns the exception about a failure that nobody let pass; a time that is over is no such. */
  FlashFusionException swallowed(String what, Throwable cause) {
    if (cause instanceof StatementTimeoutException over) {
      return over;
    }
    if (cause instanceof SQLException e && isOver(e)) {
      return notDone(what + " is not stored: ", e);
    }
    return new TransactionException(
        what
            + " was rolled back, nothing of it is stored: a statement failed and its exception was"
            + " swallowed; let it pass, or run the statement in a nested transaction. The"
            + " failure was: "
            + (cause instanceof SQLException e ? Advice.said(e) : cause.getMessage()),
        cause);
  }

  /** Returns the refusal of a statement after one that failed. */
  FlashFusionException after(Throwable failure) {
    if (failure instanceof SQLException e && isOver(e)) {
      return notDone("the transaction cannot go on: ", e);
    }
    return new TransactionException(
        "an earlier statement of this transaction failed, so it can only roll back; run what may"
            + " fail in a nested transaction. The failure was: "
            + failure.getMessage(),
        failure);
  }
}
