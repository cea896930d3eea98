package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.internal.session.SqlLexer.Token;
import java.util.regex.Pattern;

/** Text for logs, in which a question mark stands for each value. */
final class Masked {

  /** A name in quotes, which stays, or a string. */
  private static final Pattern QUOTED = Pattern.compile("(\"(?:[^\"]|\"\")*\")|E?'(?:[^']|'')*'");

  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w$.\"])\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?(?![\\w\"])");

  private Masked() {}

  /** Returns a statement's text, in one line and without comments. */
  static String statement(String sql) {
    StringBuilder text = new StringBuilder(sql.length());
    try {
      SqlLexer lexer = new SqlLexer(sql);
      int end = 0;
      for (Token token = lexer.next(); token != Token.END; token = lexer.next()) {
        if (lexer.start() > end && end > 0) {
          text.append(' ');
        }
        text.append(token == Token.LITERAL ? "?" : lexer.text());
        end = lexer.end();
      }
    } catch (RefusedStatementException e) {
      text.append(" … (the rest cannot be read)");
    }
    return text.toString();
  }

  /** Returns a plan as {@code explain} writes it; the numbers of its estimates stay. */
  static String plan(String plan) {
    String unquoted = QUOTED.matcher(plan).replaceAll(found -> found.group(1) == null ? "?" : "$1");
    StringBuilder text = new StringBuilder();
    for (String line : unquoted.split("\n", -1)) {
      text.append(text.length() == 0 ? "" : "\n");
      text.append(line.contains("(cost=") ? line : NUMBER.matcher(line).replaceAll("?"));
    }
    return text.toString();
  }
}
