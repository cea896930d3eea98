package ai.flashfusion.internal.session;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text that gives a transaction its identity, and the frames made with it. Settings are in the
 * order of PostgREST: those of the role, the role, the claims, those of the request. Thread-safe.
 */
final class Preamble {

  /** Sets the time limit for the statements that follow in the transaction; one bind. */
  static final String TIME_LIMIT = "select " + set(RoleSettings.STATEMENT_TIMEOUT) + ";";

  /** The number of results that the preamble has, as it is two statements. */
  static final int RESULTS = 2;

  /**
   * Clears other settings that could name a caller. Genuine {@code auth.uid()} prefers the first
   * four, which a login, a database or another client of a pooler may have set. Names are
   * qualified, as somebody may have left a search path too.
   */
  private static final String CLEARED =
      Stream.of(
              "request.jwt.claim",
              "request.jwt.claim.sub",
              "request.jwt.claim.role",
              "request.jwt.claim.email")
          .map(setting -> "pg_catalog.set_config('" + setting + "', '', true)")
          .collect(Collectors.joining(", "));

  private final String sql;
  private final FrameCache callers = new FrameCache();
  private final FrameCache services = new FrameCache();
  private final RoundCache rounds = new RoundCache();

  /**
   * Creates a preamble that sets role, claims and reason until the end of the transaction, and
   * clears everything else that could name a caller or shadow a table. They are bound in this
   * order.
   *
   * @param timeout whether the first bind is a {@code statement_timeout}
   * @param settings calls that set what the database gives to the role, each with a comma after it
   * @param sealed whether the last bind is a seal, which the database verifies
   */
  Preamble(boolean timeout, String settings, boolean sealed) {
    // Poolers that keep statement_timeout for themselves take it as a column of its own. The
    // others are counted, as their values would travel back with each answer.
    String select =
        "select "
            + (timeout ? set(RoleSettings.STATEMENT_TIMEOUT) + ", " : "")
            + "pg_catalog.num_nulls("
            + settings
            + set("role")
            + ", ";
    this.sql =
        sealed
            ? select + CLEARED + ");select flashfusion.enter(?, ?, ?)"
            : "discard temp;"
                + select
                + set("request.jwt.claims")
                + ", "
                + set("flashfusion.reason")
                + ", "
                + CLEARED
                + ")";
  }

  private static String set(String setting) {
    return "pg_catalog.set_config('" + setting + "', ?, true)";
  }

  String sql() {
    return sql;
  }

  /**
   * Returns the text of the first round of a transaction.
   *
   * @param begin what begins the transaction
   */
  String round(String begin, RoundText text) {
    return rounds.get(begin, sql, text);
  }

  /**
   * Returns the statement with its frames.
   *
   * @param service whether the session is the service's, which may send more
   * @throws ai.flashfusion.error.RefusedStatementException if the statement could leave its frame
   */
  Frame frame(String statement, boolean service) {
    FrameCache frames = service ? services : callers;
    Frame known = frames.get(statement);
    if (known != null) {
      return known;
    }
    CheckedStatement checked = StatementGuard.check(statement, service);
    Frame frame = Frame.of(statement, sql, checked);
    frames.put(frame);
    return frame;
  }
}
