package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.DelayProxy;
import ai.flashfusion.examples.benchmarks.data.Target;
import org.jspecify.annotations.Nullable;

/**
 * The place where contestants meet: through the proxy from half a millisecond of latency on, and
 * without it at 0. On the loopback the proxy itself would take most of the time and hide the
 * differences.
 */
public final class Arena implements AutoCloseable {

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
