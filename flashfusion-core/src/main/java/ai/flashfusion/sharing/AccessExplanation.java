package ai.flashfusion.sharing;

import ai.flashfusion.identity.Identity;

/**
 * The answer to the question whether an identity may do something to a row, and the reason. It may
 * reveal rows that are hidden from the identity, so it is meant for operators.
 *
 * @param table the table's name
 * @param id the row's id
 * @param exists whether the row exists at all
 * @param visible whether the identity sees the row; if this is false and {@code exists} is true,
 *     the row is hidden from it
 * @param allowed whether the operation reaches the row; for an insert, whether the identity may add
 *     a row like it
 * @param rule the condition that the database checks: the comment of the policy, or its expression
 *     if it has no comment
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

  /** Returns the answer, the reason and the rule, in one line. */
  @Override
  public String toString() {
    return (allowed ? "yes: " : "no: ") + reason + " [rule: " + rule + "]";
  }
}
