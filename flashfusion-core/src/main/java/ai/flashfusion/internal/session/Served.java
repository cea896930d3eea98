package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * The state that is kept of a connection from one lease to the next: the identity that it served
 * last, whether that could have put statements of its own in the place of those that the driver has
 * prepared, and the call that is under way. Used by whoever has the connection.
 */
final class Served {

  /** The connections of this process; libraries may share a pool. */
  private static final Map<PgConnection, Served> ALL = new WeakHashMap<>();

  private final Watched watched = new Watched();
  private @Nullable Identity identity;
  private boolean tainted;

  /** Returns the state of the connection. */
  static Served of(PgConnection connection) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(connection, any -> new Served());
    }
  }

  /** Returns all connections. */
  static List<Map.Entry<PgConnection, Served>> all() {
    synchronized (ALL) {
      return List.copyOf(ALL.entrySet());
    }
  }

  Watched watched() {
    return watched;
  }

  /** Records a statement that calls a function which is not known: it may run any text. */
  void taint() {
    tainted = true;
  }

  /**
   * Records the next identity, and returns whether the driver's statements must be forgotten first.
   *
   * @param always whether any statement may run any text
   */
  boolean handOver(Identity next, boolean always) {
    boolean other = !next.equals(identity);
    boolean forget = other && identity != null && (always || tainted);
    if (other) {
      identity = next;
      tainted = false;
    }
    return forget;
  }
}
