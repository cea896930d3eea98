package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallEnd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs calls that take long, with the plan of their slowest statement if that only reads. Values
 * are masked. Thread-safe.
 */
public final class SlowCalls {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.slow");

  /** The time between two plans: under load, one for each slow call would make more slow calls. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Duration limit;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /**
   * Creates a log of slow calls.
   *
   * @param limit the time from which on a call is logged
   */
  public SlowCalls(Duration limit) {
    this.limit = limit;
  }

  /** Logs the call if it was slow. */
  void ended(SessionContext context, Call call, CallEnd end, @Nullable Query slowest) {
    if (end.duration().compareTo(limit) < 0 || !LOG.isWarnEnabled()) {
      return;
    }
    LOG.warn(
        "{}.{} as {} took {} ms, the limit is {} ms: {}, {} statements, {} rows{}",
        call.repository(),
        call.method(),
        call.role(),
        end.duration().toMillis(),
        limit.toMillis(),
        end.outcome(),
        end.statements(),
        end.rows(),
        slowest == null || !isDue() ? "" : plan(context, slowest));
  }

  /** Returns whether a plan may be asked for, which one of several threads is told. */
  private boolean isDue() {
    long due = next.get();
    long now = System.nanoTime();
    return now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS);
  }

  private String plan(SessionContext context, Query slowest) {
    try {
      String plan = context.plan(slowest);
      if (plan != null) {
        return "; the plan of its slowest statement:\n" + Masked.plan(plan);
      }
    } catch (FlashFusionException | DataAccessException e) {
      LOG.debug("a plan could not be had", e);
    }
    next.set(System.nanoTime());
    return "";
  }
}
