package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of messages about new rows. Both methods return at once and may be called at any time.
 */
public interface Follower {

  /** Says that there may be new rows. */
  void wake();

  /**
   * Says that there will be no more messages.
   *
   * @param failure the reason, or null if the library was closed
   */
  void end(@Nullable FlashFusionException failure);
}
