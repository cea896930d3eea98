package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.internal.session.SqlLexer.Token;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Accepts one statement that reads or writes rows, and refuses all other text: whatever could leave
 * the frame, change the role or settings, or reach beyond its transaction.
 */
final class StatementGuard {

  private static final Set<String> ALLOWED =
      Set.of("select", "insert", "update", "delete", "merge", "values", "table", "with");

  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "merge");

  private static final Set<String> READS = Set.of("select", "values", "table", "returning");

  /** The words after which a name, and columns in parentheses, may follow: no call. */
  private static final Set<String> BEFORE_COLUMNS = Set.of("as", "into", "with", "recursive");

  /** The number of binds of Postgres's protocol, less the five that an identity may need. */
  private static final int MAX_BINDS = 65_530;

  private final SqlLexer lexer;
  private final boolean service;
  private Token token = Token.END;

  /** The token's name, in lower case unless it is in quotes, or null if it is not a name. */
  private @Nullable String name;

  private int depth;

  /** The depths of parentheses at which a select list has begun. */
  private final BitSet reads = new BitSet();

  private int binds;
  private boolean over;
  private boolean writing;

  /** The schema that the name is qualified with, or null. */
  private @Nullable String schema;

  /** Whether a parenthesis after the name holds columns. */
  private boolean alias;

  /** Whether a function is called that may write. */
  private boolean calling;

  private StatementGuard(String sql, boolean service) {
    this.lexer = new SqlLexer(sql);
    this.service = service;
  }

  /**
   * Checks a text.
   *
   * @param service whether the session is the service's
   */
  static CheckedStatement check(String sql, boolean service) {
    StatementGuard guard = new StatementGuard(sql, service);
    String kind = guard.read();
    return new CheckedStatement(guard.parsed(sql), kind, guard.writing, guard.calling);
  }

  private String read() {
    String kind = kind();
    boolean explained = "explain".equals(kind);
    if (explained) {
      kind = explainedKind();
    }
    if (kind == null || !ALLOWED.contains(kind)) {
      throw refusedKind(kind, explained);
    }
    if (explained && !service) {
      throw new RefusedStatementException(
          "'explain' is refused outside service sessions: its estimates reveal how many rows others"
              + " have");
    }
    while (token != Token.END) {
      advance();
    }
    if (depth != 0) {
      throw new RefusedStatementException("the statement has a '(' that is not closed");
    }
    if (binds > MAX_BINDS) {
      throw new RefusedStatementException(
          "the statement binds "
              + binds
              + " values: at most "
              + MAX_BINDS
              + " are possible, as Postgres takes 65535 together with those of the identity; send it"
              + " in parts, or bind an array");
    }
    return explained ? "explain" : kind;
  }

  /** Returns the first word, or null if there is none. */
  private @Nullable String kind() {
    do {
      advance();
    } while (isSymbol('('));
    if (token == Token.END) {
      throw new RefusedStatementException("the statement is empty");
    }
    return token == Token.WORD ? name : null;
  }

  /** Returns the first word of the statement after {@code explain}. */
  private @Nullable String explainedKind() {
    advance();
    while (isWord("analyze") || isWord("analyse") || isWord("verbose")) {
      advance();
    }
    if (!isSymbol('(')) {
      return token == Token.WORD ? name : null;
    }
    String inside = kind();
    if (isWord("select") || isWord("with") || isWord("table")) {
      return inside;
    }
    while (depth > 0 && token != Token.END) {
      advance();
    }
    return kind();
  }

  private void advance() {
    Token before = token;
    String nameBefore = name;
    boolean qualified = isSymbol('.');
    token = lexer.next();
    name = token == Token.WORD || token == Token.QUOTED ? lexer.name() : null;
    if (name != null) {
      alias =
          qualified
              ? alias
              : before == Token.WORD && nameBefore != null && BEFORE_COLUMNS.contains(nameBefore);
      schema = qualified ? schema : null;
    }
    if (token == Token.END) {
      return;
    }
    if (isSymbol(';')) {
      if (depth != 0) {
        throw new RefusedStatementException("a ';' is between parentheses");
      }
      over = true;
      return;
    }
    if (over) {
      throw new RefusedStatementException(
          "the text holds several statements: one is expected, send them one by one in a"
              + " transaction");
    }
    switch (token) {
      case BIND -> binds++;
      case SYMBOL -> symbol(lexer.symbol(), before, nameBefore);
      case WORD -> word(before, nameBefore);
      case QUOTED -> refuse(name);
      default -> {}
    }
  }

  private void symbol(char symbol, Token before, @Nullable String nameBefore) {
    if (symbol == '.') {
      schema = nameBefore;
    }
    if (symbol == '(') {
      reads.clear(++depth);
      calling |=
          nameBefore != null
              && !alias
              && !(schema != null && schema.startsWith("flashfusion"))
              && !(before == Token.WORD && ReadingCalls.contains(schema, nameBefore));
    } else if (symbol == ')' && --depth < 0) {
      throw new RefusedStatementException("the statement closes a ')' that was not opened");
    }
    if (nameBefore != null && (symbol == '(' || symbol == '.')) {
      refuse(nameBefore + symbol);
    }
  }

  private void word(Token before, @Nullable String nameBefore) {
    if (name != null && READS.contains(name)) {
      reads.set(depth);
    }
    // After a select list, insert and merge are labels: select 1 insert into kept.
    if (isWord("into")
        && (reads.get(depth)
            || before != Token.WORD
            || !("insert".equals(nameBefore) || "merge".equals(nameBefore)))) {
      throw new RefusedStatementException(
          "'select … into' is refused: a table that a session makes would outlive its identity");
    }
    // Not `for update` and `for no key update`, which lock.
    writing |=
        name != null
            && WRITES.contains(name)
            && !"for".equals(nameBefore)
            && !"key".equals(nameBefore);
    refuse(name);
  }

  private void refuse(@Nullable String mentioned) {
    String reason = mentioned == null ? null : RefusedNames.reason(mentioned, service);
    if (reason != null) {
      throw new RefusedStatementException(
          "a statement that mentions '"
              + mentioned
              + "' is refused, as "
              + reason
              + "; if it is data, bind it");
    }
  }

  private boolean isWord(String word) {
    return token == Token.WORD && word.equals(name);
  }

  private boolean isSymbol(char symbol) {
    return token == Token.SYMBOL && lexer.symbol() == symbol;
  }

  private static RefusedStatementException refusedKind(@Nullable String kind, boolean explained) {
    return new RefusedStatementException(
        (explained ? "'explain' of " : "")
            + (kind == null ? "text that begins with no word" : "'" + kind + "'")
            + " is refused: a session reads and writes rows; transactions are begun with"
            + " Session.transaction, settings belong to the identity, and the schema is changed by"
            + " migrations");
  }

  /** Returns the text as pgjdbc will send it. */
  private NativeQuery parsed(String sql) {
    List<NativeQuery> parts;
    try {
      parts = Parser.parseJdbcSql(sql, true, true, true, false, false);
    } catch (SQLException e) {
      throw new RefusedStatementException("the statement cannot be read: " + e.getMessage());
    }
    if (parts.size() != 1 || parts.get(0).bindPositions.length != binds) {
      throw new RefusedStatementException(
          "the driver reads the statement differently: leave out what is unusual in it");
    }
    return parts.get(0);
  }
}
