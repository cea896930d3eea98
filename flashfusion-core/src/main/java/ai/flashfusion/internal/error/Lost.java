package ai.flashfusion.internal.error;

import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.FlashFusionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Failures of connections: whether they leave an outcome unknown, and which exception tells them.
 */
public final class Lost {

  /** The SQLSTATE "transaction resolution unknown" of the SQL standard. */
  public static final String UNKNOWN = "08007";

  /** The SQLSTATE for a write where none is possible, and for LISTEN on a standby. */
  public static final String READ_ONLY = "25006";

  private static final String CANCELED = "57014";

  /** Failures that end the connection although the server reports them. */
  private static final Set<String> ENDING = Set.of("25P03", "25P04", "57P01", "57P02", "57P05");

  /** The driver's message, before its translation, if the server says nothing while connecting. */
  private static final String TIMED_OUT = "Connection attempt timed out.";

  private Lost() {}

  /** Returns whether the failure took the connection, so that it says nothing of what was sent. */
  public static boolean isLoss(SQLException failure) {
    PSQLException reported = reported(failure);
    ServerErrorMessage server = reported == null ? null : reported.getServerErrorMessage();
    if (server == null) {
      String state = failure.getSQLState();
      return state != null && state.startsWith("08");
    }
    String severity = String.valueOf(server.getSeverity());
    return severity.equals("FATAL")
        || severity.equals("PANIC")
        || ENDING.contains(String.valueOf(server.getSQLState()));
  }

  /**
   * Returns whether the statement was canceled. A cancellation that arrives after a commit is
   * reported in the same way, although everything is stored.
   */
  public static boolean isCanceled(SQLException failure) {
    return CANCELED.equals(failure.getSQLState());
  }

  /**
   * Returns whether the server refused a statement because {@code row_security} is off: a function
   * left it so, and what follows on this connection would be refused as well.
   */
  public static boolean isRowSecurityOff(SQLException failure) {
    PSQLException reported = reported(failure);
    ServerErrorMessage server = reported == null ? null : reported.getServerErrorMessage();
    return isRowSecurityOff(server);
  }

  static boolean isRowSecurityOff(@Nullable ServerErrorMessage server) {
    return server != null && "check_enable_rls".equals(server.getRoutine());
  }

  /** Returns the failure that tells that the outcome of what was sent is not known. */
  public static SQLException unknown(SQLException failure) {
    return new SQLException(
        (isCanceled(failure)
                ? "it was canceled at its end"
                : "the connection was lost before the answer came")
            + ", so it may be stored or not: "
            + failure.getMessage(),
        UNKNOWN,
        failure);
  }

  /**
   * Returns the exception for a connection that could not be had.
   *
   * @param closed whether the library was closed
   */
  public static FlashFusionException unavailable(String what, Throwable failure, boolean closed) {
    boolean stopped = failure instanceof StoppedException;
    if (closed || (stopped && ((StoppedException) failure).isClosed())) {
      return new ClosedException(what + ": this FlashFusion is closed", failure);
    }
    if (stopped || interrupted(failure)) {
      return interruptedWhile(what, failure);
    }
    PSQLException reported = reported(failure);
    String state = reported == null ? null : reported.getSQLState();
    DatabaseError error = state == null ? null : new DatabaseError(state, null, null, null);
    String message =
        what + ": " + (reported == null ? failure.getMessage() : Unreachable.said(reported));
    if (reported != null && Untrusted.is(reported)) {
      return new ConfigurationException(message + Untrusted.ADVICE, error, failure);
    }
    boolean configured =
        reported != null
            && state != null
            && (state.startsWith("28")
                || state.startsWith("22")
                || state.startsWith("42")
                || state.startsWith("3D")
                || state.equals("08004")
                // The driver's own refusal of a setting.
                || (state.equals("08001")
                    && !(reported.getCause() instanceof IOException)
                    && !GT.tr(TIMED_OUT).equals(reported.getMessage())));
    if (configured) {
      return new ConfigurationException(message, error, failure);
    }
    // Connecting goes on in spite of an interrupt.
    return Thread.currentThread().isInterrupted()
        ? interruptedWhile(what, failure)
        : new ConnectionException(message, error, failure);
  }

  private static CallInterruptedException interruptedWhile(String what, Throwable failure) {
    return new CallInterruptedException(
        what + ": the thread was interrupted while it waited", failure);
  }

  /** Returns whether the pool gave up because all of its connections are out. */
  public static boolean isExhausted(SQLException failure) {
    return reported(failure) == null && !interrupted(failure);
  }

  private static boolean interrupted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  static @Nullable PSQLException reported(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException reported) {
        return reported;
      }
      if (cause instanceof SQLException sql
          && sql.getNextException() instanceof PSQLException reported) {
        return reported;
      }
    }
    return null;
  }
}
