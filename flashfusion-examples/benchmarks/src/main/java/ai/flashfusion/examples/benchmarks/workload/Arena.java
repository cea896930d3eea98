package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.DelayProxy;
import ai.flashfusion.examples.benchmarks.data.Target;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The place where contestants meet: through the proxy from half a millisecond of latency on, and
 * without it at 0. On the loopback the proxy itself would take most of the time and hide the
 * differences.
 */
public final class Arena implements AutoCloseable {

  private static final int COUNTED = 10;

  private final Target target;
  private final DelayProxy proxy;
  private final boolean alwaysProxied;
  private @Nullable Contestants contestants;
  private boolean proxied;

  /** Creates an arena that is open until it is closed; contestants connect when they are needed. */
  public Arena(Target target, boolean alwaysProxied) {
    this.target = target;
    this.proxy = new DelayProxy(target);
    this.alwaysProxied = alwaysProxied;
  }

  /** Returns all contestants at this latency. Those returned before may be closed. */
  public Contestants at(double latency) {
    boolean through = alwaysProxied || latency > 0;
    Contestants open = contestants;
    if (open == null || proxied != through) {
      closeContestants(); // not both, as there are only so many connections
      open = new Contestants(through ? target.through(proxy) : target);
      contestants = open;
      proxied = through;
    }
    proxy.latency(latency);
    return open;
  }

  /**
   * Returns the round trips that the proxy has counted so far, for a difference while nothing else
   * is in transit.
   */
  public long roundTrips() {
    return proxy.roundTrips();
  }

  /** Counts the round trips and the bytes of a call that is repeated. */
  public Count count(Callable<?> call) {
    try {
      for (int i = 0; i < COUNTED; i++) {
        Turn.consume(call.call()); // pools test a connection that was idle for long
      }
      long[] trips = new long[COUNTED];
      for (int i = 0; i < COUNTED; i++) {
        long before = roundTrips();
        Turn.consume(call.call());
        trips[i] = roundTrips() - before;
      }
      // The median, as a pool may keep another connection alive meanwhile.
      Arrays.sort(trips);
      long median = trips[COUNTED / 2]; // 0 without the proxy
      long bytes = Allocation.bytes(call, COUNTED);
      return new Count(median == 0 ? null : (double) median, bytes);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closeContestants();
    proxy.close();
  }

  private void closeContestants() {
    if (contestants != null) {
      contestants.close();
      contestants = null;
    }
  }
}
