package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import org.postgresql.core.NativeQuery;

/**
 * A statement that the guard let through.
 *
 * @param parsed the statement as pgjdbc will send it
 * @param kind its first word
 * @param writing whether one of its words writes rows
 * @param calling whether it calls a function that is not known to store nothing
 */
record CheckedStatement(NativeQuery parsed, String kind, boolean writing, boolean calling) {

  /** Returns whether it may store something, be it through a function that it calls. */
  boolean storing() {
    return writing || calling;
  }

  /**
   * Returns whether the statement's result consists of rows that it wrote.
   *
   * @throws RefusedStatementException if the statement writes rows that cannot be counted
   */
  boolean countsRows() {
    return switch (kind) {
      case "insert", "update", "delete", "merge" -> true;
      case "with" -> writing;
      case "explain" -> {
        if (writing) {
          throw new RefusedStatementException(
              "'explain' does not report how many rows it writes, but this session expects a"
                  + " number: use a session without an expectation");
        }
        yield false;
      }
      default -> false;
    };
  }
}
