package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.embedded.WireStatement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what went over the wire like Postgres does: which statement ran in which transaction. */
final class WireLog {

  private WireLog() {}

  /**
   * Fails unless every statement ran inside an explicit transaction that had set the claims before.
   *
   * @return how many statements ran under the claims
   */
  static int assertEveryStatementCarries(List<WireStatement> statements, String claims) {
    Map<Integer, Boolean> open = new HashMap<>();
    Map<Integer, Boolean> identified = new HashMap<>();
    int carried = 0;
    for (WireStatement statement : statements) {
      String text = statement.sql().strip().toLowerCase(Locale.ROOT);
      int connection = statement.connection();
      if (text.startsWith("begin")) {
        open.put(connection, true);
        identified.put(connection, false);
      } else if (text.equals("commit") || text.equals("rollback")) {
        open.put(connection, false);
        identified.put(connection, false);
      } else if (text.equals("discard temp") || text.contains("set_config('role'")) {
        assertThat(open.getOrDefault(connection, false)).as("open before %s", text).isTrue();
        if (text.contains("'request.jwt.claims'")) {
          assertThat(statement.parameters()).contains(claims);
          identified.put(connection, true);
        }
      } else if (text.startsWith("select flashfusion.enter(")) {
        assertThat(open.getOrDefault(connection, false)).as("open before %s", text).isTrue();
        assertThat(statement.parameters()).startsWith(claims);
        identified.put(connection, true);
      } else {
        assertThat(open.getOrDefault(connection, false))
            .as("an open transaction around: %s", statement.sql())
            .isTrue();
        assertThat(identified.getOrDefault(connection, false))
            .as("the identity before: %s", statement.sql())
            .isTrue();
        carried++;
      }
    }
    return carried;
  }
}
