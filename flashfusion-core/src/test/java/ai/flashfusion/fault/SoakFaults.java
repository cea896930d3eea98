package ai.flashfusion.fault;

import ai.flashfusion.fault.FaultProxy.Direction;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;

/** One thread that ends backends, connections, statements and waits at random, until it is over. */
final class SoakFaults implements Runnable {

  /** The faults, and how often each comes. */
  enum Fault {
    KILL(10),
    CANCEL(10),
    CUT(20),
    INTERRUPT(10),
    CUT_ALL(2),
    REFUSE(1),
    FREEZE(1);

    final int weight;

    Fault(int weight) {
      this.weight = weight;
    }
  }

  private static final int LONGEST_PAUSE_MILLIS = 100;

  /** More than any call sends. */
  private static final int BYTES = 6_000;

  private final DSLContext owner;
  private final FaultProxy proxy;
  private final List<Thread> workers;
  private final Random random;
  private final AtomicBoolean over;
  private final SoakLedger ledger;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

  SoakFaults(
      DSLContext owner,
      FaultProxy proxy,
      List<Thread> workers,
      long seed,
      AtomicBoolean over,
      SoakLedger ledger) {
    this.owner = owner;
    this.proxy = proxy;
    this.workers = workers;
    this.random = new Random(seed);
    this.over = over;
    this.ledger = ledger;
  }

  @Override
  public void run() {
    try {
      while (!over.get()) {
        Fault fault = next();
        cause(fault);
        counts.merge(fault, 1, Integer::sum);
        Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
      }
    } catch (InterruptedException | RuntimeException e) {
      ledger.violation("the faults ended", e);
    } finally {
      proxy.heal();
    }
  }

  private Fault next() {
    int sum = 0;
    for (Fault fault : Fault.values()) {
      sum += fault.weight;
    }
    int left = random.nextInt(sum);
    for (Fault fault : Fault.values()) {
      left -= fault.weight;
      if (left < 0) {
        return fault;
      }
    }
    throw new IllegalStateException();
  }

  private void cause(Fault fault) throws InterruptedException {
    switch (fault) {
      case KILL -> signal("pg_terminate_backend");
      case CANCEL -> signal("pg_cancel_backend");
      case CUT ->
          proxy.cutAfter(
              random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT,
              random.nextInt(BYTES));
      case CUT_ALL -> proxy.cutAll();
      case INTERRUPT -> workers.get(random.nextInt(workers.size())).interrupt();
      case REFUSE -> {
        proxy.refuse();
        Thread.sleep(200);
        proxy.heal();
      }
      case FREEZE -> {
        proxy.freeze();
        Thread.sleep(1_000);
        proxy.heal();
      }
    }
  }

  /** Signals one backend, those of the library that ask for outcomes included. */
  private void signal(String function) {
    owner.fetch(
        "select "
            + function
            + "(pid) from pg_stat_activity where datname = current_database()"
            + " and application_name in ('soak', 'flashfusion-outcome') order by random() limit 1");
  }

  /** Returns how often each fault came; valid once the thread has ended. */
  @Override
  public String toString() {
    return counts.toString();
  }
}
