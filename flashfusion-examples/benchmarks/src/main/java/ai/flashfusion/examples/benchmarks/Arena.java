package ai.flashfusion.examples.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * Where contestants meet: through the proxy from half a millisecond on, and without it at 0. On the
 * loopback the proxy itself would be most of the time, and hide the differences.
 */
final class Arena implements AutoCloseable {

  private final Target target;
  private final DelayProxy proxy;
  private final boolean alwaysProxied;
  private @Nullable Contestants contestants;
  private boolean proxied;

  /** Open until it is closed; contestants connect when they are needed. */
  Arena(Target target, boolean alwaysProxied) {
    this.target = target;
    this.proxy = new DelayProxy(target);
    this.alwaysProxied = alwaysProxied;
  }

  /** Returns all contestants at this latency. Those of before may be closed. */
  Contestants at(double latency) {
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

  /** Counted by the proxy so far; for the difference while nothing else is on its way. */
  long roundTrips() {
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
