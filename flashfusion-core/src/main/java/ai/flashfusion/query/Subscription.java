package ai.flashfusion.query;

import java.util.concurrent.CompletionStage;

/**
 * Somebody who follows new rows until this is closed. Thread-safe.
 *
 * <p>It ends by itself when the consumer throws, and when rows can no longer be read or noticed;
 * {@link #done} tells why, and so does a warning in the log. A lost connection does not end it.
 */
public interface Subscription extends AutoCloseable {

  /** Whether rows are still passed on. */
  boolean isOpen();

  /**
   * Completes when this ends: normally after {@link #close}, also that of the {@code FlashFusion};
   * otherwise with what the consumer threw, or with the {@code FlashFusionException} that ended it.
   */
  CompletionStage<Void> done();

  /**
   * Ends it; does nothing the second time. A row that the consumer is just accepting is finished,
   * no other is passed on.
   */
  @Override
  void close();
}
