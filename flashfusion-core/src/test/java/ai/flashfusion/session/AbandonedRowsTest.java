package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.CloseableResultQuery;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jooq.tools.jdbc.DefaultConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and cursors outside of a transaction that somebody opens and forgets. */
class AbandonedRowsTest {

  private static final Duration WAIT = Duration.ofMillis(250);

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static HikariDataSource foreign;
  static FlashFusion own;
  static FlashFusion overForeign;
  static Session alice;
  static Session bob;

  @BeforeAll
  static void start() {
    alice = embedded.user("alice");
    bob = embedded.user("bob");
    IntStream.range(0, 3).forEach(i -> project(alice, "a" + i));
    IntStream.range(0, 5).forEach(i -> project(bob, "b" + i));
    own = embedded.builder().poolSize(2).connectionTimeout(WAIT).connect();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.logins().user());
    config.setPassword(embedded.logins().userPassword());
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(WAIT.toMillis());
    foreign = new HikariDataSource(config);
    overForeign =
        FlashFusion.builder().dataSource(foreign).sealKey(embedded.logins().sealKey()).connect();
  }

  @AfterAll
  static void close() {
    own.close();
    overForeign.close();
    foreign.close();
  }

  private static Session user(boolean inForeignPool, Session session) {
    return (inForeignPool ? overForeign : own).session(session.identity());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesConnectionsOfAbandonedRowsBack(boolean inForeignPool) {
    Session first = user(inForeignPool, alice);
    Session second = user(inForeignPool, bob);
    for (int i = 0; i < 50; i++) {
      Session session = i % 2 == 0 ? first : second;
      switch (i % 5) {
        case 0 -> session.dsl().resultQuery("select 1").fetchStream().iterator().next();
        case 1 -> assertThat(session.dsl().selectFrom(PROJECTS).fetchLazy().hasNext()).isTrue();
        case 2 ->
            assertThat(session.dsl().selectFrom(PROJECTS).fetchStream().iterator().next().getSlug())
                .startsWith(i % 2 == 0 ? "a" : "b");
        case 3 -> session.maxAffected(10).dsl().selectFrom(PROJECTS).fetchLazy();
        default -> session.dsl().selectFrom(PROJECTS).keepStatement(true).fetch();
      }
    }
    for (int i = 0; i < 10; i++) {
      assertThat(first.dsl().fetchCount(PROJECTS)).isEqualTo(3);
      assertThat(second.dsl().fetchCount(PROJECTS)).isEqualTo(5);
      assertThat(user(inForeignPool, alice).projects().count()).isEqualTo(3);
    }
  }

  @Test
  void givesConnectionsBackThatThreadsAbandonWhichDoNothingElse() throws InterruptedException {
    CountDownLatch abandoned = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                user(false, alice).dsl().selectFrom(PROJECTS).fetchLazy();
                abandoned.countDown();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      threads.add(thread);
      thread.start();
    }
    abandoned.await();
    assertThat(user(false, bob).dsl().fetchCount(PROJECTS)).isEqualTo(5);
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void keepsConnectionsOfRowsThatAreStillRead() {
    List<String> slugs = new ArrayList<>();
    Iterator<ProjectRecord> first =
        user(false, alice).dsl().selectFrom(PROJECTS).fetchStream().iterator();
    slugs.add(first.next().getSlug());
    try (Cursor<ProjectRecord> second = user(false, bob).dsl().selectFrom(PROJECTS).fetchLazy()) {
      System.gc();
      assertThatThrownBy(() -> user(false, bob).projects().count())
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("2 are out")
          .hasMessageContaining(alice.identity() + " in thread '")
          .hasMessageContaining(bob.identity() + " in thread '")
          .hasMessageContaining("with an open result")
          .hasMessageContaining("One belongs to the calling thread")
          .hasMessageNotContaining("sub");
      assertThat(second.fetch())
          .extracting(ProjectRecord::getSlug)
          .allMatch(s -> s.startsWith("b"));
    }
    first.forEachRemaining(row -> slugs.add(row.getSlug()));
    assertThat(slugs).containsExactlyInAnyOrder("a0", "a1", "a2");
    assertThat(user(false, bob).dsl().fetchCount(PROJECTS)).isEqualTo(5);
  }

  @Test
  void refusesWhatCodeKeptOfAnAbandonedQuery() throws SQLException {
    List<Connection> kept = new ArrayList<>();
    abandon(user(false, alice), kept::add);
    Connection connection = kept.get(0);
    for (int i = 0; i < 100 && !connection.isClosed(); i++) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(connection.isClosed()).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(user(false, bob).dsl().fetchCount(PROJECTS)).isEqualTo(5);
      assertThatThrownBy(() -> connection.prepareStatement("select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> connection.createArrayOf("text", new Object[] {"x"}))
          .hasMessageContaining("closed");
    }
    try (Stream<ProjectRecord> open = user(false, bob).dsl().selectFrom(PROJECTS).fetchStream()) {
      connection.close();
      assertThat(open.map(ProjectRecord::getSlug)).hasSize(5);
    }
    assertThat(user(false, alice).dsl().fetchCount(PROJECTS)).isEqualTo(3);
  }

  private static void abandon(Session session, Consumer<Connection> kept) {
    DSLContext dsl = session.dsl();
    dsl.configuration()
        .set(
            Stream.concat(
                    Stream.of(dsl.configuration().executeListenerProviders()),
                    Stream.of(
                        new DefaultExecuteListenerProvider(
                            new ExecuteListener() {
                              @Override
                              public void executeEnd(ExecuteContext context) {
                                Connection wrapped = context.connection();
                                while (wrapped instanceof DefaultConnection wrapper) {
                                  wrapped = wrapper.getDelegate();
                                }
                                kept.accept(wrapped);
                              }
                            })))
                .toArray(ExecuteListenerProvider[]::new));
    dsl.selectFrom(PROJECTS).fetchLazy();
  }

  @Test
  void keepsTheStatementThatAQueryKeeps() {
    try (CloseableResultQuery<ProjectRecord> query =
        user(false, alice).dsl().selectFrom(PROJECTS).keepStatement(true)) {
      for (int i = 0; i < 3; i++) {
        assertThat(query.fetch()).hasSize(3);
        System.gc();
        assertThat(user(false, bob).dsl().fetchCount(PROJECTS)).isEqualTo(5);
      }
    }
  }
}
