package ai.flashfusion.observation;

import java.time.Duration;

/**
 * The end of a call.
 *
 * @param outcome {@link #SUCCESS}, or the simple name of the exception's class, such as {@code
 *     UniqueViolationException}
 * @param statements the number of statements that were sent, without those that begin and end
 *     transactions
 * @param rows the number of rows that they returned or wrote
 * @param duration the time from before a connection was taken until the call returned, or until the
 *     rows were read
 */
public record CallEnd(String outcome, int statements, long rows, Duration duration) {

  /** The outcome of a call that returned. */
  public static final String SUCCESS = "success";

  /** Returns whether the call returned. */
  public boolean isSuccess() {
    return outcome.equals(SUCCESS);
  }
}
