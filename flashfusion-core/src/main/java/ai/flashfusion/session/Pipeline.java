package ai.flashfusion.session;

import ai.flashfusion.internal.session.PipelineWork;
import ai.flashfusion.internal.session.TransactionWork;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one identity that are sent together, in one round trip and one transaction. Begin one
 * with {@link Session#pipeline()} or {@link Session#writePipeline()}.
 *
 * <p>An entry is any call that sends one statement: a helper of a repository or a query of {@link
 * Session#dsl()}. It runs at {@link #flush()}, in the caller's thread, and waits within its
 * statement until those of the other entries were sent too. Entries therefore begin in the order in
 * which they were added, and end in the reverse order; their statements run in the order in which
 * they were added.
 *
 * <p>An entry that is a transaction or an entry after {@link #send()} may send several statements,
 * each of which costs a round trip. At most 64 entries wait at the same time, and binds of 64 kB
 * behind the first statement; what is more travels in another round trip of the same transaction.
 *
 * <p>Belongs to the thread that began it.
 */
public final class Pipeline implements AutoCloseable {

  private final PipelineWork work;

  Pipeline(PipelineWork work) {
    this.work = work;
  }

  /** Adds an entry. Nothing is sent until {@link #send()} or {@link #flush()}. */
  public <T extends @Nullable Object> Response<T> add(TransactionCallback<T> entry) {
    return new Response<>(work.add(null, work(entry)));
  }

  /** Adds an entry with a name, by which errors call it. */
  public <T extends @Nullable Object> Response<T> add(String name, TransactionCallback<T> entry) {
    return new Response<>(work.add(name, work(entry)));
  }

  private static <T extends @Nullable Object> TransactionWork<T, RuntimeException> work(
      TransactionCallback<T> entry) {
    return Transaction.withResult(entry);
  }

  /**
   * Sends the entries that were added since the last time, and leaves the transaction open: for
   * entries that need the value of an earlier one, and after those that send several statements.
   * One round trip.
   *
   * @throws RuntimeException what the first entry threw that failed; the pipeline is over then
   */
  public void send() {
    work.send();
  }

  /**
   * Sends the entries that were added since the last time, and ends the pipeline. Its own
   * transaction is committed: in the same round trip if it reads, or writes with {@link
   * Session#writePipelineAtOnce()}, otherwise in one more.
   *
   * @throws RuntimeException what the first entry threw that failed
   */
  public void flush() {
    work.flush();
  }

  /** Ends the pipeline. What was not flushed is undone, and entries that wait are not run. */
  @Override
  public void close() {
    work.close();
  }
}
