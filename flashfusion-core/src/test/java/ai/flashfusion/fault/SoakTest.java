package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fault.SoakWorker.Person;
import ai.flashfusion.fixture.PgBouncer;
import ai.flashfusion.fixture.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads work for many identities over few connections while everything that can end a call
 * ends calls. Whatever a caller is told must be true, and nothing may be left over. {@code
 * -Dsoak=PT2M} sets the time, {@code -Dflashfusion.seed} the seed.
 */
@Tag("soak")
class SoakTest {

  private static final Duration TIME = Duration.parse(System.getProperty("soak", "PT5M"));
  private static final int THREADS = 64;
  private static final int PEOPLE = 200;
  private static final int POOL = 4;

  /** Longer than any call may take by itself: the limits, their grace, and asking for outcomes. */
  private static final Duration HANGING = Duration.ofMinutes(2);

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @TempDir Path folder;

  @Test
  void everyOutcomeIsTrue() throws Exception {
    soak("directly", embedded.host(), embedded.port(), "");
  }

  @Test
  void everyOutcomeIsTrueBehindPoolerInTransactionMode() throws Exception {
    PgBouncer.assumeNamed();
    assumeTrue(embedded.password().isEmpty(), "the server wants a password");
    try (PgBouncer pooler = PgBouncer.start(embedded, "transaction", folder)) {
      soak("behind PgBouncer", "127.0.0.1", pooler.port(), "&prepareThreshold=0");
    }
  }

  private void soak(String where, String host, int port, String parameters) throws Exception {
    long seed = Long.getLong("flashfusion.seed", System.nanoTime());
    System.out.printf("SoakTest %s: -Dflashfusion.seed=%d%n", where, seed);
    try (FaultProxy proxy = new FaultProxy(host, port)) {
      SoakLedger ledger = new SoakLedger();
      try (FlashFusion flashfusion =
          embedded
              .builder()
              .url(proxy.url(embedded.database()) + "?ApplicationName=soak" + parameters)
              .poolSize(POOL)
              .connect()) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
          people.add(
              Person.of(flashfusion.asUser(embedded.signUp("person" + i + "@example.com")), i));
        }
        String faults = hammer(people, proxy, seed, ledger);
        System.out.printf(
            "SoakTest %s: %s of faults: %s, repetitions by the library: %d%n%s%n",
            where, TIME, faults, flashfusion.retries(), ledger);
        ledger.verify(stored());
        assertNothingIsLeftOpen(people);
      }
      awaitNoThreads();
    }
  }

  /** Returns the faults that came. */
  private String hammer(List<Person> people, FaultProxy proxy, long seed, SoakLedger ledger)
      throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean healed = new AtomicBoolean();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      workers.add(new Thread(new SoakWorker(people, seed + i, over, ledger), "soak-" + i));
    }
    SoakFaults faults = new SoakFaults(embedded.dsl(), proxy, workers, seed, healed, ledger);
    Thread faulty = new Thread(faults, "soak-faults");
    workers.forEach(Thread::start);
    faulty.start();
    Thread.sleep(TIME.toMillis());
    over.set(true);
    healed.set(true);
    faulty.join();
    long end = System.nanoTime() + HANGING.toNanos();
    for (Thread worker : workers) {
      worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      assertThat(worker.isAlive())
          .as("%s hangs: %s", worker.getName(), Arrays.toString(worker.getStackTrace()))
          .isFalse();
    }
    return faults.toString();
  }

  /** Returns the number of rows by marker; each must belong to the identity in its marker. */
  private Map<String, Integer> stored() {
    assertThat(
            embedded
                .dsl()
                .fetch(
                    "select l.model, p.name from public.ai_usage_logs l"
                        + " join public.projects p using (user_id)"
                        + " where l.model !~ ('^' || left(p.name, -1) || '\\d+$')"))
        .isEmpty();
    return embedded
        .dsl()
        .select(AI_USAGE_LOGS.MODEL, DSL.count())
        .from(AI_USAGE_LOGS)
        .groupBy(AI_USAGE_LOGS.MODEL)
        .fetchMap(AI_USAGE_LOGS.MODEL, DSL.count());
  }

  /** Every identity can work, and the pool has all its connections. */
  private void assertNothingIsLeftOpen(List<Person> people) throws Exception {
    for (Person person : people) {
      assertThat(person.session().projects().count()).isEqualTo(1);
    }
    ExecutorService threads = Executors.newFixedThreadPool(POOL);
    try {
      CyclicBarrier together = new CyclicBarrier(POOL);
      List<Future<?>> transactions = new ArrayList<>();
      for (int i = 0; i < POOL; i++) {
        Person person = people.get(i);
        transactions.add(
            threads.submit(
                () -> {
                  person
                      .session()
                      .transaction(
                          tx -> {
                            tx.projects().count();
                            together.await(30, TimeUnit.SECONDS);
                          });
                  return null;
                }));
      }
      for (Future<?> transaction : transactions) {
        transaction.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            embedded
                .dsl()
                .fetch(
                    "select * from pg_stat_activity where datname = current_database()"
                        + " and state <> 'idle' and pid <> pg_backend_pid()"))
        .isEmpty();
  }

  /** The watch and the cleaner are one for the process; the rest ends with the library. */
  private static void awaitNoThreads() throws InterruptedException {
    long end = System.nanoTime() + HANGING.toNanos();
    List<String> left;
    do {
      Thread.sleep(50);
      left =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(
                  name ->
                      name.matches("flashfusion-(cancel|abort|listener|outcome|role).*|.*soak.*"))
              .collect(Collectors.toList());
    } while (!left.isEmpty() && System.nanoTime() < end);
    assertThat(left).isEmpty();
  }
}
