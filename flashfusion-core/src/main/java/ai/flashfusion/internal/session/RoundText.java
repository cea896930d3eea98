package ai.flashfusion.internal.session;

import java.util.List;

/**
 * The statements of a round, to be sent in one text.
 *
 * @param statements the statements in the order of their entries
 * @param marked whether a mark stands before each
 * @param commits whether the commit travels with them
 */
record RoundText(List<String> statements, boolean marked, boolean commits) {

  /** Returns the number of results before those of the first entry. */
  int results() {
    return marked && !commits ? 1 : 0;
  }

  /** Returns the text without what comes before it. */
  String sql() {
    StringBuilder text = new StringBuilder();
    if (results() > 0) {
      text.append("savepoint flashfusion_round;");
    }
    for (int i = 0; i < statements.size(); i++) {
      if (marked) {
        text.append(EntryMark.of(i + 1));
      }
      // The line break ends a comment that would otherwise swallow what follows.
      text.append(statements.get(i)).append("\n;");
    }
    if (results() > 0) {
      // With it go the marks, which would otherwise nest ever deeper from round to round.
      text.append("release savepoint flashfusion_round");
    }
    if (commits) {
      text.append("commit");
    }
    return text.toString();
  }
}
