package ai.flashfusion.session;

import ai.flashfusion.internal.session.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The value of a pipeline's entry, once it was sent.
 *
 * @param <T> the value
 */
public final class Response<T extends @Nullable Object> {

  private final Entry<T> entry;

  Response(Entry<T> entry) {
    this.entry = entry;
  }

  /**
   * Returns the value; null if the entry returned null.
   *
   * @throws ai.flashfusion.error.TransactionException if there is none: the entry was not sent yet,
   *     or not run, or undone because of another one, which the message names. What the entry
   *     itself threw is thrown again as it is.
   */
  public T get() {
    return entry.get();
  }
}
