package ai.flashfusion.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statement that gives a transaction its identity, and the frames made with it. Settings come
 * in PostgREST's order: those of the role, the role, the claims, those of the request. Thread-safe.
 */
final class Preamble {

  /** Enough for a service's statements; lists of changing length must not fill the memory. */
  private static final int MAX_FRAMES = 2_000;

  private final String sql;
  private final Map<String, Frame> callers = new ConcurrentHashMap<>();
  private final Map<String, Frame> services = new ConcurrentHashMap<>();

  /**
   * The preamble that sets these, all until the end of the transaction.
   *
   * @param settings names of settings, each bound in this order
   */
  Preamble(String... settings) {
    StringBuilder text = new StringBuilder("select ");
    for (int i = 0; i < settings.length; i++) {
      text.append(i == 0 ? "" : ", ")
          .append("set_config('")
          .append(settings[i])
          // Not the value, which would travel back with each answer.
          .append("', ?, true) is null");
    }
    this.sql = text.toString();
  }

  String sql() {
    return sql;
  }

  /**
   * The statement in its frames.
   *
   * @param service whether the session is the service's, which may send more
   * @throws ai.flashfusion.error.RefusedStatementException if it could leave them
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
