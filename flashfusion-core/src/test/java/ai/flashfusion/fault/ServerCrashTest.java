package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fault.FaultProxy.Direction;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postgresql.jdbc.PgConnection;

/** One process of the server is killed, upon which the server ends all others and recovers. */
@Isolated("changes the server for all databases")
class ServerCrashTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @AutoClose final FaultProxy proxy = new FaultProxy(embedded.host(), embedded.port());

  final AuthUserId aliceId = embedded.signUp("alice@example.com");

  @AutoClose
  final FlashFusion flashfusion =
      embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect();

  final Session alice = flashfusion.asUser(aliceId);

  @BeforeEach
  void requireLocalServer() {
    boolean local = crash(false);
    assumeTrue(local, "the server's processes are not on this machine");
  }

  @Test
  void transactionThatACrashEndedIsFoundNotStored() {
    alice.transaction(tx -> tx.projects().count());
    Throwable lost =
        catchThrowable(
            () ->
                alice.transaction(
                    tx -> {
                      rename(tx, "lost");
                      // Makes the id durable, which others' commits do on a busy server.
                      embedded.run("create table public.written (); checkpoint");
                      crash();
                    }));
    assertThat(lost).isInstanceOf(ConnectionException.class);
    assertThat(((FlashFusionException) lost).isRetryable()).isTrue();
  }

  /**
   * The id of a transaction that had written nothing is given again after a crash, and the
   * transaction that gets it may commit.
   */
  @Test
  void transactionThatGetsTheIdAfterACrashIsNotTakenForTheLostOne() {
    alice.transaction(tx -> tx.projects().count());
    Throwable lost =
        catchThrowable(
            () ->
                alice.transaction(
                    tx -> {
                      rename(tx, "lost");
                      long id = current();
                      proxy.cutAfter(Direction.TO_SERVER, 0);
                      crash();
                      while (current() <= id) {
                        embedded.dsl().fetch("select pg_current_xact_id()");
                      }
                    }));
    assertThat(lost).isInstanceOf(OutcomeUnknownException.class);
  }

  private static void rename(Session session, String name) {
    session.dsl().update(PROJECTS).set(PROJECTS.NAME, name).execute();
  }

  private long current() {
    return embedded
        .dsl()
        .fetchSingle("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        .get(0, Long.class);
  }

  private void crash() {
    crash(true);
    awaitRecovery();
  }

  /** Returns whether the process of a new connection is on this machine, and kills it. */
  private boolean crash(boolean kill) {
    try (Connection victim = embedded.owner().getConnection()) {
      long pid = victim.unwrap(PgConnection.class).getBackendPID();
      Optional<ProcessHandle> process =
          ProcessHandle.of(pid)
              .filter(found -> found.info().command().orElse("").endsWith("postgres"));
      if (kill) {
        process.orElseThrow().destroyForcibly();
        process.orElseThrow().onExit().join();
      }
      return process.isPresent();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitRecovery() {
    while (true) {
      try (Connection any = embedded.owner().getConnection()) {
        if (any.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        Thread.onSpinWait();
      }
    }
  }
}
