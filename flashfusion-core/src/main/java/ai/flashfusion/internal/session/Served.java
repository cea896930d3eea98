package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a connection served last, and the texts that were parsed anew for it: what one
 * identity has put in the place of the driver's prepared statements harms nobody else. Used by
 * whoever has the connection.
 */
final class Served {

  private static final int MAX_TEXTS = 2_000;

  private final Set<String> texts = new HashSet<>();
  private @Nullable Identity identity;

  /** Returns whether the text must be parsed anew, and assumes that it will be. */
  boolean isNew(Identity caller, String text) {
    if (!caller.equals(identity) || texts.size() >= MAX_TEXTS) {
      texts.clear();
      identity = caller;
    }
    return texts.add(text);
  }
}
