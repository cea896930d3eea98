package ai.flashfusion.access;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The answer of Postgres to a statement.
 *
 * @param ids the rows, where the statement returned them
 * @param count the number of rows
 * @param error SQLSTATE and message, empty without error
 */
record Outcome(Set<UUID> ids, int count, String error) {

  static Outcome parse(String result) {
    String rest = result.substring(result.indexOf(':') + 1);
    if (result.startsWith("rows:")) {
      return new Outcome(Set.of(), Integer.parseInt(rest), "");
    } else if (result.startsWith("state:")) {
      return new Outcome(Set.of(), 0, rest);
    }
    Set<UUID> ids =
        rest.isEmpty()
            ? Set.of()
            : Arrays.stream(rest.split(",", -1)).map(UUID::fromString).collect(Collectors.toSet());
    return new Outcome(ids, ids.size(), "");
  }

  boolean isDenied() {
    return error.startsWith("42501");
  }

  /**
   * Whether a constraint stopped the statement. Postgres checks constraints after privileges,
   * policies and triggers before the row, so those had let it through.
   */
  boolean isConstraint() {
    return error.startsWith("23");
  }

  boolean isDone() {
    return error.isEmpty();
  }
}
