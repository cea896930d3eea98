package ai.flashfusion.internal.session;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of the library that travel in the text of a caller's statement, after the identity and
 * before the statement, so that they cost no round trip.
 *
 * @param sql the statements, each of which ends with a semicolon
 * @param values their binds
 * @param results the number of their results, one for each statement
 */
record Lead(String sql, List<String> values, int results) {

  static final Lead NONE = new Lead("", List.of(), 0);

  boolean isEmpty() {
    return sql.isEmpty();
  }

  /** Returns these statements and then the others. */
  Lead then(Lead next) {
    if (isEmpty()) {
      return next;
    }
    if (next.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(values);
    all.addAll(next.values);
    return new Lead(sql + next.sql, all, results + next.results);
  }

  /**
   * Binds the values.
   *
   * @param before the number of binds before them
   */
  void bind(PreparedStatement statement, int before) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setString(before + i + 1, values.get(i));
    }
  }
}
