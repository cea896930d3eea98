package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a connection served last, and whether that could have put statements of its own
 * in the place of those that the driver has prepared. Used by whoever has the connection.
 */
final class Served {

  private @Nullable Identity identity;
  private boolean tainted;

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
