package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import org.postgresql.core.NativeQuery;

/**
 * A statement that the guard let through.
 *
 * @param parsed as pgjdbc will send it
 * @param kind its first word
 * @param writing whether one of its words writes rows
 */
record CheckedStatement(NativeQuery parsed, String kind, boolean writing) {

  /**
   * Returns whether the rows that come back are rows that were written.
   *
   * @throws RefusedStatementException if the statement writes rows that nobody could count
   */
  boolean countsRows() {
    return switch (kind) {
      case "insert", "update", "delete", "merge" -> true;
      case "with" -> writing;
      case "explain" -> {
        if (writing) {
          throw new RefusedStatementException(
              "'explain' does not tell how many rows it writes, and a number is promised: leave the"
                  + " promise out");
        }
        yield false;
      }
      default -> false;
    };
  }
}
