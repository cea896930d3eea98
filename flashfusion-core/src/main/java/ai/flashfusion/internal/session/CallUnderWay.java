package ai.flashfusion.internal.session;

import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallEnd;
import ai.flashfusion.observation.CallListener.Ongoing;
import ai.flashfusion.observation.CallListener.SentStatement;
import java.time.Duration;
import java.util.List;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** A call that is observed, from its beginning to its end. Used by one thread at a time. */
final class CallUnderWay {

  private final SessionContext context;
  private final Call call;
  private final List<Ongoing> listeners;
  private final @Nullable SlowCalls slow;
  private final @Nullable CallUnderWay pipeline;
  private final long begun = System.nanoTime();
  private int statements;
  private long rows;
  private long slowest = -1;
  private @Nullable Query query;

  /**
   * Begins a call.
   *
   * @param slow logs slow calls; null if nothing does
   * @param pipeline the call of the pipeline whose entry it is in; null if it is in none
   */
  CallUnderWay(
      SessionContext context,
      Call call,
      List<Ongoing> listeners,
      @Nullable SlowCalls slow,
      @Nullable CallUnderWay pipeline) {
    this.context = context;
    this.call = call;
    this.listeners = listeners;
    this.slow = slow;
    this.pipeline = pipeline;
  }

  /**
   * Tells of a statement.
   *
   * @param sql its text
   * @param source the statement as jOOQ has it; null if it has none
   */
  void sent(String sql, @Nullable Query source, long nanos, long count) {
    statements++;
    rows += count;
    if (slow != null && nanos > slowest) {
      slowest = nanos;
      query = source;
    }
    SentStatement statement = new Sent(sql, count, Duration.ofNanos(nanos));
    for (Ongoing listener : listeners) {
      try {
        listener.sent(statement);
      } catch (RuntimeException e) {
        Calls.failed(listener, e);
      }
    }
  }

  /**
   * Tells of the end.
   *
   * @param failure the exception that ends it; null if it returned
   */
  void end(@Nullable Throwable failure) {
    if (pipeline != null) {
      pipeline.statements += statements;
      pipeline.rows += rows;
    }
    String outcome = failure == null ? CallEnd.SUCCESS : failure.getClass().getSimpleName();
    CallEnd end =
        new CallEnd(outcome, statements, rows, Duration.ofNanos(System.nanoTime() - begun));
    for (int i = listeners.size() - 1; i >= 0; i--) {
      try {
        listeners.get(i).ended(end);
      } catch (RuntimeException e) {
        Calls.failed(listeners.get(i), e);
      }
    }
    if (slow != null) {
      slow.ended(context, call, end, query);
    }
  }

  /** A statement, whose text is masked only for those who ask. */
  private record Sent(String sql, long rows, Duration duration) implements SentStatement {

    @Override
    public String text() {
      return Masked.statement(sql);
    }

    @Override
    public String toString() {
      return text();
    }
  }
}
