package ai.flashfusion.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statement that gives a transaction its identity, and the frames made with it. Settings are in
 * the order of PostgREST: those of the role, the role, the claims, those of the request.
 * Thread-safe.
 */
final class Preamble {

  /**
   * The maximum number of cached frames: enough for a service's statements, while lists of changing
   * length must not fill the memory.
   */
  private static final int MAX_FRAMES = 2_000;

  /**
   * Discards temporary tables and types that somebody left on the connection, as they would shadow
   * those of the same name. Names are qualified, as whoever left them may have left a search path
   * too.
   */
  private static final String START = "discard temp;select ";

  /**
   * Clears other settings that could name a caller. Genuine {@code auth.uid()} prefers the first
   * four, which a login, a database or another client of a pooler may have set.
   */
  private static final String CLEARED =
      Stream.of(
              "request.jwt.claim",
              "request.jwt.claim.sub",
              "request.jwt.claim.role",
              "request.jwt.claim.email")
          .map(setting -> "pg_catalog.set_config('" + setting + "', '', true)")
          .collect(Collectors.joining(", ", "", ")"));

  /** The number of results that the preamble has. */
  static final int RESULTS = 2;

  private final String sql;
  private final Map<String, Frame> callers = new ConcurrentHashMap<>();
  private final Map<String, Frame> services = new ConcurrentHashMap<>();

  /**
   * Creates a preamble that applies these settings until the end of the transaction, and clears
   * everything else that could name a caller.
   *
   * @param settings the names of the settings, each bound in this order
   */
  Preamble(String... settings) {
    StringBuilder alone = new StringBuilder(START);
    StringBuilder counted = new StringBuilder("pg_catalog.num_nulls(");
    for (String setting : settings) {
      // Poolers that track statement_timeout need it as a column of its own. The other settings
      // are only counted, as their values would travel back with each answer.
      boolean timeout = setting.equals("statement_timeout");
      (timeout ? alone : counted)
          .append("pg_catalog.set_config('")
          .append(setting)
          .append("', ?, true), ");
    }
    this.sql = alone.append(counted).append(CLEARED).toString();
  }

  String sql() {
    return sql;
  }

  /**
   * Returns the statement with its frames.
   *
   * @param service whether the session is the service's, which may send more
   * @throws ai.flashfusion.error.RefusedStatementException if the statement could leave its frame
   */
  Frame frame(String statement, boolean service) {
    Map<String, Frame> frames = service ? services : callers;
    Frame known = frames.get(statement);
    if (known != null) {
      return known;
    }
    CheckedStatement checked = StatementGuard.check(statement, service);
    // The line break ends a comment that would otherwise swallow what follows.
    Frame frame =
        new Frame(
            statement,
            sql + ";" + statement,
            "begin;" + sql + ";" + statement + "\n;commit",
            checked);
    if (frames.size() >= MAX_FRAMES) {
      frames.clear();
    }
    frames.put(statement, frame);
    return frame;
  }
}
