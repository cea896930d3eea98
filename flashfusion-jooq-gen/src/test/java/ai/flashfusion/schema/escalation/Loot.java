package ai.flashfusion.schema.escalation;

import ai.flashfusion.schema.fixture.Sql;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The answers of the database to each statement of an attack: rows, a count, or an error. */
final class Loot {

  private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String ERROR = "error ";

  private final List<String> answers = new ArrayList<>();

  /** Runs the statements, each after a savepoint. */
  static Loot of(Sql attacker, List<String> attack) {
    Loot loot = new Loot();
    for (String statement : attack) {
      attacker.run("savepoint before");
      try (Statement jdbc = attacker.connection().createStatement()) {
        loot.answers.add(
            statement.startsWith("copy ")
                ? copied(attacker, statement)
                : answer(jdbc, jdbc.execute(statement)));
      } catch (SQLException e) {
        loot.answers.add(ERROR + e.getSQLState() + " " + e.getMessage());
        attacker.run("rollback to savepoint before");
      }
    }
    return loot;
  }

  private static String answer(Statement statement, boolean rows) throws SQLException {
    if (!rows) {
      return statement.getUpdateCount() + " rows";
    }
    StringBuilder text = new StringBuilder();
    try (ResultSet result = statement.getResultSet()) {
      while (result.next()) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          text.append(result.getString(i)).append(" | ");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Copies out, or in what follows the statement on lines of its own. */
  private static String copied(Sql attacker, String statement) throws SQLException {
    CopyManager copy = attacker.connection().unwrap(PGConnection.class).getCopyAPI();
    StringWriter out = new StringWriter();
    try {
      int end = statement.indexOf('\n');
      if (end < 0) {
        copy.copyOut(statement, out);
        return out.toString();
      }
      String rows = statement.substring(end + 1);
      return copy.copyIn(statement.substring(0, end), new StringReader(rows)) + " rows";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean shows(String text) {
    return answers.stream().anyMatch(answer -> answer.contains(text));
  }

  boolean succeeded() {
    return !answers.isEmpty() && answers.stream().noneMatch(answer -> answer.startsWith(ERROR));
  }

  boolean lastTwoDiffer() {
    int last = answers.size() - 1;
    return last > 0 && !withoutIds(answers.get(last)).equals(withoutIds(answers.get(last - 1)));
  }

  private static String withoutIds(String answer) {
    return UUIDS.matcher(answer).replaceAll("…");
  }

  @Override
  public String toString() {
    return String.join("\n", answers);
  }
}
