package ai.flashfusion.internal.error;

import ai.flashfusion.schema.AccessRules;
import java.sql.SQLException;

/** Tells which of the statements of one call it is that the database refused. */
public final class Refused {

  private static final String DENIED = "42501";

  private Refused() {}

  /**
   * Returns whether the last statement was refused, which writes, rather than the first, which
   * locks what the last one needs: a row breaks a rule, or the role lacks a privilege that the
   * first one does not need or has.
   *
   * @param first the text of the first statement
   * @param role the role of the identity
   */
  public static boolean isLast(SQLException failure, String first, String role) {
    String state = String.valueOf(failure.getSQLState());
    String message = String.valueOf(failure.getMessage());
    if (state.equals(DENIED)) {
      String table = ErrorListener.tableIn(message);
      return table == null || !first.contains("\"" + table + "\"") || canLock(role, table);
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "22", "23", "44", "P0" -> true;
      default -> false;
    };
  }

  private static boolean canLock(String role, String table) {
    return AccessRules.columns().stream()
        .anyMatch(
            columns ->
                columns.table().equals(table)
                    && columns.command().equals("update")
                    && columns.role().equals(role));
  }
}
