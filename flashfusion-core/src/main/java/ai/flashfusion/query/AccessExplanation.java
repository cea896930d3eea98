package ai.flashfusion.query;

import ai.flashfusion.identity.Identity;

/**
 * Whether an identity may do something to a row, and why. It tells of rows that the identity may
 * not know of: for operators, not for the identity itself.
 *
 * @param table the table's name
 * @param id the row's id
 * @param exists whether there is such a row at all
 * @param visible whether the identity sees it; where this is false and {@code exists} true, the row
 *     is hidden
 * @param allowed whether the operation reaches the row; for an insert, whether the identity may add
 *     a row like it
 * @param rule what the database demands, in the words of its policies, or as an expression where a
 *     policy has no words
 * @param reason one sentence about this identity and this row
 */
public record AccessExplanation(
    Identity identity,
    String table,
    Object id,
    Operation operation,
    boolean exists,
    boolean visible,
    boolean allowed,
    String rule,
    String reason) {

  /** The answer, the reason and the rule, in one line. */
  @Override
  public String toString() {
    return (allowed ? "yes: " : "no: ") + reason + " [rule: " + rule + "]";
  }
}
