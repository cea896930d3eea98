package ai.flashfusion.internal.session;

import ai.flashfusion.error.ClosedException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.postgresql.jdbc.PgConnection;

/** The connections of a source that are out. Thread-safe. */
final class Leases {

  /** The number of leases that a message lists; pools are about as large. */
  private static final int LISTED = 20;

  private final Set<Lease> out = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private volatile boolean closed;

  /**
   * Records a lease.
   *
   * @throws ClosedException after {@link #close}
   */
  void begin(Lease lease) {
    out.add(lease);
    if (closed) {
      end(lease);
      throw refusal();
    }
  }

  /** Forgets a lease whose connection went back. */
  void end(Lease lease) {
    out.remove(lease);
    if (waiting.get() > 0) {
      lock.lock();
      try {
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Refuses leases from now on. */
  void close() {
    closed = true;
  }

  /** Returns whether leases are refused. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Fails if leases are refused.
   *
   * @throws ClosedException after {@link #close}
   */
  void checkOpen() {
    if (closed) {
      throw refusal();
    }
  }

  private static ClosedException refusal() {
    return new ClosedException("no connection to the database: this FlashFusion is closed", null);
  }

  int size() {
    return out.size();
  }

  /** Waits until at most so many are out, and returns whether that is so. */
  boolean awaitAtMost(int most, long nanos) {
    waiting.incrementAndGet();
    lock.lock();
    try {
      long left = nanos;
      while (out.size() > most && left > 0) {
        left = ended.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
      waiting.decrementAndGet();
    }
    return out.size() <= most;
  }

  /** Returns the connections that are out. */
  List<PgConnection> connections() {
    return out.stream().map(Lease::driver).toList();
  }

  /** Returns whether a connection has rows, which somebody may have abandoned. */
  boolean anyHasRows() {
    return out.stream().anyMatch(Lease::hasRows);
  }

  /**
   * Returns where the connections went and what to do, for a message; empty if none is out. No
   * claims are in it.
   */
  String holders() {
    List<Lease> all = out.stream().sorted(Comparator.comparingLong(Lease::since)).toList();
    if (all.isEmpty()) {
      return "";
    }
    Thread own = Thread.currentThread();
    return "; "
        + all.size()
        + " are out: "
        + all.stream().limit(LISTED).map(Lease::toString).collect(Collectors.joining(", "))
        + (all.size() > LISTED ? ", …" : "")
        + (all.stream().anyMatch(lease -> lease.isOf(own))
            ? ". One belongs to the calling thread: close its stream, or use its transaction"
            : "")
        + ". Close streams and cursors, keep transactions short, or give the pool more connections";
  }
}
