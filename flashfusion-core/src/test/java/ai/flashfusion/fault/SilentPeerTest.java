package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ends every kind of call that waits for a peer which is silent, and looks at what its caller is
 * told. The timeouts only end what would hang.
 */
@Timeout(120)
class SilentPeerTest {

  /** The calls that may have stored something when they end. */
  private static final Set<String> UNKNOWN =
      Set.of(
          "insert",
          "update",
          "commit",
          "commit with a key",
          "row with a key",
          "pipeline of writes at once",
          "commit of a pipeline");

  private static final int CONNECTIONS = 30;
  private static final String CONNECTING = "org.postgresql.Driver$ConnectTask";

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  private final AuthUserId aliceId = embedded.signUp("alice@example.com");
  private final FlashFusion flashfusion =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .poolSize(CONNECTIONS)
          .outcomeTimeout(Duration.ofSeconds(2))
          .connect();
  private final Session alice = flashfusion.asUser(aliceId);
  private final CountDownLatch silent = new CountDownLatch(1);
  private final Map<String, Throwable> told = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private DeploymentId deployment;

  /** Work that waits for the silence somewhere in the middle. */
  private interface Work {
    void run(Runnable silence) throws Exception;
  }

  private void call(String name, Work work) {
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run(
                    () -> {
                      begun.countDown();
                      await(silent);
                    });
              } catch (Throwable e) {
                told.put(name, e);
              }
            },
            name);
    thread.start();
    await(begun);
    threads.add(thread);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AiUsageLogRecord usage() {
    return new AiUsageLogRecord()
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel("gpt")
        .setAction(AiUsageLogAction.CHAT);
  }

  /** Begins a call of each kind, and lets the peer fall silent before each waits for an answer. */
  private void callAll() throws InterruptedException {
    fillPool();
    deployment = Given.deployment(alice, Given.project(alice, "existing"));
    call(
        "read",
        silence -> {
          silence.run();
          alice.projects().count();
        });
    call(
        "insert",
        silence -> {
          silence.run();
          Given.project(alice, "inserted");
        });
    call(
        "update",
        silence -> {
          silence.run();
          alice.dsl().update(PROJECTS).set(PROJECTS.NAME, "x").execute();
        });
    call(
        "batch",
        silence -> {
          silence.run();
          alice.dsl().batch(alice.dsl().update(PROJECTS).set(PROJECTS.NAME, "x")).execute();
        });
    call(
        "first statement of a transaction",
        silence ->
            alice.transaction(
                tx -> {
                  silence.run();
                  tx.projects().count();
                }));
    call(
        "second statement of a transaction",
        silence ->
            alice.transaction(
                tx -> {
                  tx.projects().count();
                  silence.run();
                  Given.project(tx, "never");
                }));
    call(
        "batch in a transaction",
        silence ->
            alice.transaction(
                tx -> {
                  tx.projects().count();
                  silence.run();
                  tx.dsl().batch(tx.dsl().update(PROJECTS).set(PROJECTS.NAME, "x")).execute();
                }));
    call(
        "first savepoint",
        silence ->
            alice.transaction(
                tx -> {
                  silence.run();
                  tx.transaction(nested -> nested.projects().count());
                }));
    call(
        "second savepoint",
        silence ->
            alice.transaction(
                tx -> {
                  tx.projects().count();
                  silence.run();
                  tx.transaction(nested -> nested.projects().count());
                }));
    call(
        "release of a savepoint",
        silence ->
            alice.transaction(
                tx ->
                    tx.transaction(
                        nested -> {
                          nested.projects().count();
                          silence.run();
                        })));
    call(
        "rollback to a savepoint",
        silence ->
            alice.transaction(
                tx -> {
                  tx.projects().count();
                  try {
                    tx.transaction(
                        nested -> {
                          nested.projects().count();
                          silence.run();
                          throw new IllegalArgumentException("undo");
                        });
                  } catch (IllegalArgumentException e) {
                    tx.projects().count();
                  }
                }));
    call(
        "commit",
        silence ->
            alice.transaction(
                tx -> {
                  Given.project(tx, "committed");
                  silence.run();
                }));
    call(
        "stream",
        silence ->
            alice.transaction(
                tx -> {
                  tx.projects().count();
                  silence.run();
                  try (var rows = tx.dsl().selectFrom(PROJECTS).fetchSize(1).fetchLazy()) {
                    rows.fetch();
                  }
                }));
    call(
        "row with a key",
        silence -> {
          silence.run();
          alice.once("row").aiUsage().record(usage());
        });
    call(
        "commit with a key",
        silence ->
            alice
                .once("transaction")
                .transaction(
                    tx -> {
                      tx.projects().count();
                      silence.run();
                    }));
    call(
        "pipeline",
        silence -> {
          try (Pipeline page = alice.pipeline()) {
            page.add(s -> s.projects().count());
            page.add(s -> s.projects().count());
            silence.run();
            page.flush();
          }
        });
    call(
        "second round of a pipeline",
        silence -> {
          try (Pipeline page = alice.pipeline()) {
            page.add(s -> s.projects().count());
            page.send();
            page.add(s -> s.projects().count());
            page.add(s -> s.projects().count());
            silence.run();
            page.flush();
          }
        });
    call(
        "pipeline of writes",
        silence -> {
          try (Pipeline writes = alice.writePipeline()) {
            writes.add(s -> Given.project(s, "never-1"));
            writes.add(s -> Given.project(s, "never-2"));
            silence.run();
            writes.flush();
          }
        });
    call(
        "pipeline of writes at once",
        silence -> {
          try (Pipeline writes = alice.writePipelineAtOnce()) {
            writes.add(s -> s.aiUsage().record(usage()));
            writes.add(s -> s.aiUsage().record(usage()));
            silence.run();
            writes.flush();
          }
        });
    call(
        "commit of a pipeline",
        silence -> {
          try (Pipeline writes = alice.writePipeline()) {
            writes.add(s -> s.aiUsage().record(usage()));
            writes.send();
            silence.run();
            writes.flush();
          }
        });
    call(
        "entry that is a transaction",
        silence -> {
          try (Pipeline writes = alice.writePipeline()) {
            writes.add(s -> s.projects().count());
            writes.add(
                s ->
                    s.transactionResult(
                        nested -> {
                          nested.projects().count();
                          silence.run();
                          return nested.projects().count();
                        }));
            writes.flush();
          }
        });
    call(
        "follow",
        silence -> {
          silence.run();
          alice.deploymentLogs().follow(deployment, line -> {}).close();
        });
    proxy.freeze();
    silent.countDown();
    for (Thread thread : threads) {
      while (thread.isAlive() && !waitsForPeer(thread)) {
        Thread.sleep(1);
      }
    }
  }

  /** Opens all connections of the pool, so that no call waits for one of them. */
  private void fillPool() throws InterruptedException {
    CyclicBarrier all = new CyclicBarrier(CONNECTIONS);
    List<Thread> holders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Thread holder =
          new Thread(
              () ->
                  alice.transaction(
                      tx -> {
                        tx.projects().count();
                        awaitAll(all);
                      }));
      holder.start();
      holders.add(holder);
    }
    for (Thread holder : holders) {
      holder.join();
    }
  }

  private static void awaitAll(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean waitsForPeer(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(StackTraceElement::getClassName)
        .anyMatch(Set.of("org.postgresql.core.PGStream", CONNECTING)::contains);
  }

  private void assertTold(Class<? extends FlashFusionException> stopped)
      throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    Map<String, Object> others = new TreeMap<>();
    for (Thread thread : threads) {
      String name = thread.getName();
      Class<?> expected = UNKNOWN.contains(name) ? OutcomeUnknownException.class : stopped;
      Throwable failure = told.get(name);
      if (failure == null || !expected.equals(failure.getClass())) {
        others.put(name, failure == null ? "nothing" : failure);
      }
    }
    assertThat(others).isEmpty();
    assertThat(told.values())
        .allSatisfy(
            failure -> assertThat(((FlashFusionException) failure).isRetryable()).isFalse());
  }

  @Test
  void interruptIsTold() throws Exception {
    callAll();
    threads.forEach(Thread::interrupt);
    assertTold(CallInterruptedException.class);
    flashfusion.close(Duration.ZERO);
  }

  @Test
  void closingIsTold() throws Exception {
    callAll();
    flashfusion.close(Duration.ZERO);
    assertTold(ClosedException.class);
  }
}
