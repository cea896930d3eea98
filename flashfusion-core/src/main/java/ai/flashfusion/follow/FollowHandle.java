package ai.flashfusion.follow;

import java.util.concurrent.CompletionStage;

/**
 * A handle on the following of new rows, which goes on until it is closed. Thread-safe.
 *
 * <p>Following also ends when the consumer throws, or when rows can no longer be read or noticed;
 * {@link #done} gives the reason, which is also logged as a warning. A lost connection does not end
 * it.
 */
public interface FollowHandle extends AutoCloseable {

  /** Returns whether rows are still passed on. */
  boolean isOpen();

  /**
   * Returns a stage that completes when following ends: normally after {@link #close}, also that of
   * the {@code FlashFusion}; otherwise exceptionally, with what the consumer threw or with the
   * {@code FlashFusionException} that ended it.
   */
  CompletionStage<Void> done();

  /**
   * Stops following; has no effect if it is already closed. A row that the consumer is processing
   * is finished, and no other row is passed on.
   */
  @Override
  void close();
}
