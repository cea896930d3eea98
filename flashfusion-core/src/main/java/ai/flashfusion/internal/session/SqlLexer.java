package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import org.postgresql.core.Parser;

/**
 * Reads a statement's text in one pass, by the lexical rules of Postgres with {@code
 * standard_conforming_strings} on. Text that pgjdbc would read differently is refused, so that the
 * text checked here is the text that pgjdbc sends and the server runs.
 */
final class SqlLexer {

  /** A kind of text between gaps. */
  enum Token {
    /** A name or key word without quotes. */
    WORD,
    /** A name in double quotes. */
    QUOTED,
    /** A question mark that stands for a value. */
    BIND,
    /** A string or a number. */
    LITERAL,
    /** A character of an operator, or punctuation. */
    SYMBOL,
    END
  }

  private static final String SYMBOLS = ",()[].;:+-*/%^<>=~!@#&|`";

  private final String sql;
  private final char[] text;
  private int at;
  private int start;

  /**
   * Creates a lexer over a text.
   *
   * @throws RefusedStatementException if the text has characters that change on the way to the
   *     server
   */
  SqlLexer(String sql) {
    this.sql = sql;
    this.text = sql.toCharArray();
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0) {
        throw refused("it holds the character NUL");
      }
      if (Character.isSurrogate(text[i])) {
        boolean pair = i + 1 < text.length && Character.isSurrogatePair(text[i], text[i + 1]);
        if (!pair) {
          throw refused("it holds half of a surrogate pair, which is not a character");
        }
        i++;
      }
    }
  }

  /**
   * Reads the next token.
   *
   * @throws RefusedStatementException if the token is never closed, or could be read in two ways
   */
  Token next() {
    skipGap();
    start = at;
    if (at == text.length) {
      return Token.END;
    }
    char c = text[at];
    if (startsName(c)) {
      return word();
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    switch (c) {
      case '\'' -> {
        string();
        return Token.LITERAL;
      }
      case '"' -> {
        quoted();
        return Token.QUOTED;
      }
      case '$' -> {
        dollars();
        return Token.LITERAL;
      }
      case '?' -> {
        return bind();
      }
      case '{', '}' ->
          throw new RefusedStatementException(
              "JDBC escapes such as {fn …} are refused: write the function itself");
      default -> {
        if (SYMBOLS.indexOf(c) < 0) {
          throw refused("the character " + Character.getName(c) + " has no meaning outside quotes");
        }
        at++;
        return Token.SYMBOL;
      }
    }
  }

  /** Returns the text of the token that was read last. */
  String text() {
    return sql.substring(start, at);
  }

  /** Returns the position at which that token begins. */
  int start() {
    return start;
  }

  /** Returns the position after that token. */
  int end() {
    return at;
  }

  /** Returns the symbol that was read last. */
  char symbol() {
    return text[start];
  }

  /** Returns the name that was read last: unchanged if it is in quotes, otherwise in lower case. */
  String name() {
    if (text[start] == '"') {
      return sql.substring(start + 1, at - 1).replace("\"\"", "\"");
    }
    StringBuilder name = new StringBuilder(at - start);
    for (int i = start; i < at; i++) {
      char c = text[i];
      // Postgres folds ASCII, and in a Turkish database with one byte per character also the dotted
      // I.
      name.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == '\u0130' ? 'i' : c);
    }
    return name.toString();
  }

  private void skipGap() {
    while (at < text.length) {
      char c = text[at];
      if (Parser.isSpace(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        while (at < text.length && text[at] != '\n' && text[at] != '\r') {
          at++;
        }
      } else if (c == '/' && peek(1) == '*') {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int from = at;
    int depth = 0;
    do {
      if (at + 1 >= text.length) {
        throw refused("a comment that begins with /* is not closed");
      }
      if (text[at] == '/' && text[at + 1] == '*') {
        depth++;
        at += 2;
      } else if (text[at] == '*' && text[at + 1] == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
    // pgjdbc takes /*/ for a whole comment.
    if (Parser.parseBlockComment(text, from) != at - 1) {
      throw refused("a comment holds /*/, which the driver reads in another way");
    }
  }

  private Token word() {
    while (at < text.length && continuesName(text[at])) {
      at++;
    }
    if (at - start > 1) {
      return Token.WORD;
    }
    char quote = peek(0);
    switch (text[start]) {
      case 'e', 'E' -> {
        if (quote == '\'') {
          escapedString();
          return Token.LITERAL;
        }
      }
      case 'b', 'B', 'x', 'X', 'n', 'N' -> {
        if (quote == '\'') {
          string();
          return Token.LITERAL;
        }
      }
      case 'u', 'U' -> {
        if (quote == '&' && (peek(1) == '"' || peek(1) == '\'')) {
          throw refused("U& hides characters behind escapes: write the characters themselves");
        }
      }
      default -> {}
    }
    return Token.WORD;
  }

  private Token number() {
    if (text[at] == '0' && "xXoObB".indexOf(peek(1)) >= 0) {
      at += 2;
      digits("0123456789abcdefABCDEF_");
    } else {
      digits("0123456789._");
      int exponent = "+-".indexOf(peek(1)) >= 0 ? 2 : 1;
      if ((peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(exponent))) {
        at += exponent;
        digits("0123456789_");
      }
    }
    if (peek(0) == '$' || continuesName(peek(0))) {
      throw refused("a number runs into a name: put a space between them");
    }
    return Token.LITERAL;
  }

  private void digits(String digits) {
    while (at < text.length && digits.indexOf(text[at]) >= 0) {
      at++;
    }
  }

  private void string() {
    closing('\'', "a string that begins with ' is not closed");
  }

  private void quoted() {
    closing('"', "a name that begins with \" is not closed");
  }

  /** Reads up to the closing quote; within, two quotes stand for one. */
  private void closing(char quote, String unclosed) {
    for (at++; at < text.length; at++) {
      if (text[at] == quote) {
        at++;
        if (peek(0) != quote) {
          return;
        }
      }
    }
    throw refused(unclosed);
  }

  private void escapedString() {
    if (start == 0 || !Parser.charTerminatesIdentifier(text[start - 1])) {
      throw refused("the driver does not see that E'…' begins here: put a space before it");
    }
    for (at++; at < text.length && text[at] != '\''; at++) {
      if (text[at] == '\\') {
        at++;
      }
    }
    if (at >= text.length) {
      throw refused("a string that begins with E' is not closed");
    }
    at++;
    boolean doubled = peek(0) == '\'';
    int end = at;
    skipGap();
    if (doubled || peek(0) == '\'') {
      // Postgres continues with escapes, pgjdbc without.
      throw refused("E'…' continues after its quote: write \\' inside, and one string");
    }
    at = end;
  }

  private void dollars() {
    if (isDigit(peek(1))) {
      throw refused("values are bound with ?, not with $1");
    }
    if (start > 0 && (text[start - 1] == '$' || continuesName(text[start - 1]))) {
      throw refused(
          "a string may begin at a $ directly after a name, a number or another $: put quotes"
              + " around the name, or a space before the $");
    }
    int end = start + 1;
    while (end < text.length && text[end] < 128 && continuesName(text[end])) {
      end++;
    }
    if (end == text.length || text[end] != '$') {
      throw refused(
          "a $ does not begin a string: its tag may have letters from a to z, digits and _");
    }
    String tag = sql.substring(start, end + 1);
    int close = sql.indexOf(tag, end + 1);
    if (close < 0) {
      throw refused("a string that begins with " + tag + " is not closed");
    }
    at = close + tag.length();
  }

  private Token bind() {
    if (peek(1) == '?') {
      at += 2;
      return Token.SYMBOL;
    }
    at++;
    if (peek(0) == '$'
        || continuesName(peek(0))
        || (start > 0 && (text[start - 1] == '$' || continuesName(text[start - 1])))) {
      throw refused("a ? runs into a name or number: put a space between them");
    }
    return Token.BIND;
  }

  /** Returns the character at this distance, or a space after the end. */
  private char peek(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : ' ';
  }

  private static boolean startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
  }

  /**
   * Returns whether the character continues a name. The dollar, which a name may contain too, is
   * refused there.
   */
  private static boolean continuesName(char c) {
    return startsName(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static RefusedStatementException refused(String reason) {
    return new RefusedStatementException("the statement cannot be read safely: " + reason);
  }
}
