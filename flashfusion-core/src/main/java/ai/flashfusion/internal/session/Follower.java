package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import org.jspecify.annotations.Nullable;

/** Who wants to be told of new rows. Both methods return at once and may be called at any time. */
public interface Follower {

  /** There may be new rows. */
  void wake();

  /**
   * Nobody will tell this any more.
   *
   * @param failure why, or null if the library was closed
   */
  void end(@Nullable FlashFusionException failure);
}
