package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Entries of a pipeline that try to reach the binds, results and marks of others, or to outlive it.
 */
class PipelineEntriesTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  @AutoClose static final FlashFusion flashfusion = embedded.through(proxy);
  static final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
  static final Session bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
  static final Session service = flashfusion.asService("entries");

  @BeforeEach
  void reset() {
    alice.projects().count();
    service.projects().count();
    proxy.reset();
    proxy.record();
  }

  /** Work with a connection of JDBC, as jOOQ gives it to callers. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static <T> T jdbc(Session session, Work<T> work) {
    return session.dsl().connectionResult(work::on);
  }

  private static int number(Session session, int value) {
    return session.dsl().fetchSingle("select cast(? as int)", value).get(0, Integer.class);
  }

  private static List<Supplier<Pipeline>> kinds() {
    return List.of(alice::pipeline, alice::writePipeline, alice::writePipelineAtOnce);
  }

  private static void assertEveryStatementHadItsIdentity() {
    WireLog.assertEveryStatementCarries(proxy.statements(), alice.identity().claims());
  }

  @Test
  void nothingIsSentAfterTheCommitThatTravelled() {
    List<Work<?>> later =
        List.of(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute("select current_user");
              }
            },
            connection -> connection.prepareStatement("select current_user").execute(),
            connection -> connection.createArrayOf("projects", new Object[0]));
    for (Supplier<Pipeline> kind :
        List.<Supplier<Pipeline>>of(alice::pipeline, alice::writePipelineAtOnce)) {
      for (Work<?> work : later) {
        try (Pipeline page = kind.get()) {
          page.add(s -> number(s, 1));
          page.add(
              "more",
              s -> {
                number(s, 2);
                return jdbc(s, work);
              });
          assertThatThrownBy(page::flush)
              .isInstanceOf(RefusedStatementException.class)
              .hasMessageContaining("commit");
        }
      }
      try (Pipeline page = kind.get()) {
        page.add(
            s -> {
              number(s, 2);
              return s.dsl().batch("update projects set name = 'x'").execute();
            });
        assertThatThrownBy(page::flush)
            .isInstanceOf(RefusedStatementException.class)
            .hasMessageContaining("commit");
      }
    }
    assertEveryStatementHadItsIdentity();
    assertThat(proxy.statements()).noneMatch(one -> one.sql().contains("current_user"));
  }

  @Test
  void bindsOfAStatementThatWaitsAreNotChanged() {
    for (Supplier<Pipeline> kind : kinds()) {
      List<PreparedStatement> kept = new ArrayList<>();
      List<Throwable> refused = new ArrayList<>();
      try (Pipeline page = kind.get()) {
        Response<Integer> one =
            page.add(
                s ->
                    jdbc(
                        s,
                        connection -> {
                          try (PreparedStatement statement =
                              connection.prepareStatement("select cast(? as int)")) {
                            statement.setInt(1, 11);
                            kept.add(statement);
                            ResultSet row = statement.executeQuery();
                            row.next();
                            return row.getInt(1);
                          }
                        }));
        Response<Integer> two =
            page.add(
                s -> {
                  refused.add(catchThrowable(() -> kept.get(0).setInt(1, 66)));
                  refused.add(catchThrowable(() -> kept.get(0).setObject(1, 66)));
                  refused.add(catchThrowable(() -> kept.get(0).setNull(1, java.sql.Types.INTEGER)));
                  refused.add(catchThrowable(() -> kept.get(0).execute()));
                  refused.add(catchThrowable(() -> kept.get(0).setInt(2, 66)));
                  return number(s, 22);
                });
        page.flush();
        assertThat(one.get()).isEqualTo(11);
        assertThat(two.get()).isEqualTo(22);
      }
      assertThat(refused)
          .hasSize(5)
          .allSatisfy(e -> assertThat(e).isInstanceOf(SQLException.class));
    }
  }

  /** Runs a text with these binds, and returns the first column of its first row. */
  private static String text(Session session, String sql, String... binds) {
    return jdbc(
        session,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < binds.length; i++) {
              statement.setString(i + 1, binds[i]);
            }
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getString(1);
          }
        });
  }

  @Test
  void questionMarksThatAreNoBindsShiftNothing() {
    for (Supplier<Pipeline> kind : kinds()) {
      try (Pipeline page = kind.get()) {
        Response<Integer> one = page.add(s -> number(s, 11));
        Response<String> quoted =
            page.add(s -> text(s, "select '?' || $$?$$ || $q$ ? $q$ || ?::text -- ? '", "a"));
        Response<String> operator =
            page.add(s -> text(s, "select /* ? */ '{\"b\":1}'::jsonb ?? ?::text", "b"));
        Response<String> none = page.add(s -> text(s, "select \"?\" from (select '?' \"?\") t"));
        Response<Integer> last = page.add(s -> number(s, 33));
        page.flush();
        assertThat(one.get()).isEqualTo(11);
        assertThat(quoted.get()).isEqualTo("?? ? a");
        assertThat(operator.get()).isEqualTo("t");
        assertThat(none.get()).isEqualTo("?");
        assertThat(last.get()).isEqualTo(33);
      }
    }
  }

  @Test
  void bindsOfOthersAreNeitherSetNorTaken() {
    for (Supplier<Pipeline> kind : kinds()) {
      for (String[] binds : new String[][] {{}, {"1", "2"}}) {
        proxy.reset();
        try (Pipeline page = kind.get()) {
          page.add(s -> number(s, 11));
          page.add(s -> text(s, "select cast(? as text)", binds));
          page.add(s -> number(s, 33));
          assertThat(catchThrowable(page::flush))
              .rootCause()
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("bind");
        }
        assertThat(proxy.roundTrips()).isZero();
      }
    }
  }

  @Test
  void rowsOfAnotherEntryEndWithIt() {
    for (Supplier<Pipeline> kind : kinds()) {
      List<ResultSet> kept = new ArrayList<>();
      List<Throwable> ended = new ArrayList<>();
      try (Pipeline page = kind.get()) {
        page.add(
            s -> {
              int value = number(s, 1);
              ended.add(catchThrowable(() -> kept.get(0).getInt(1)));
              ended.add(
                  catchThrowable(
                      () ->
                          kept.get(0).getStatement().getConnection().prepareStatement("select 1")));
              return value;
            });
        page.add(
            s ->
                jdbc(
                    s,
                    connection -> {
                      ResultSet rows = connection.prepareStatement("select 2").executeQuery();
                      rows.next();
                      kept.add(rows);
                      return rows.getInt(1);
                    }));
        page.flush();
      }
      assertThat(ended).hasSize(2).allSatisfy(e -> assertThat(e).isInstanceOf(SQLException.class));
    }
  }

  @Test
  void anEntryHasOneResultOnly() {
    for (Supplier<Pipeline> kind : kinds()) {
      try (Pipeline page = kind.get()) {
        Response<Integer> first = page.add(s -> number(s, 1));
        Response<List<Object>> second =
            page.add(
                s ->
                    jdbc(
                        s,
                        connection -> {
                          try (PreparedStatement statement =
                              connection.prepareStatement("select 2")) {
                            statement.execute();
                            List<Object> seen = new ArrayList<>();
                            try (ResultSet rows = statement.getResultSet()) {
                              while (rows.next()) {
                                seen.add(rows.getInt(1));
                              }
                            }
                            seen.add(statement.getMoreResults());
                            seen.add(statement.getMoreResults(Statement.CLOSE_ALL_RESULTS));
                            seen.add(statement.getUpdateCount());
                            seen.add(String.valueOf(statement.getResultSet()));
                            return seen;
                          }
                        }));
        Response<Integer> third = page.add(s -> number(s, 3));
        page.flush();
        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).containsExactly(2, false, false, -1, "null");
        assertThat(third.get()).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "savepoint flashfusion_entry",
        "release savepoint flashfusion_round",
        "rollback to savepoint flashfusion_entry",
        "select set_config('flashfusion.entry', '1', true)",
        "set local flashfusion.entry = '1'",
        "declare flashfusion_entry cursor for select 1",
        "select 1; savepoint flashfusion_entry",
        "select 1 /*",
        "select 'a",
        "select $$a",
        "select $entry$a",
        "select \"a",
        "select e'\\",
        "select 1 ; --",
        "select (1",
        "select 1) ; (select 2",
        "commit",
        ";"
      })
  void textThatReachesItsNeighboursIsRefused(String text) {
    for (Session session : List.of(alice, service)) {
      for (Supplier<Pipeline> kind :
          List.<Supplier<Pipeline>>of(
              session::pipeline, session::writePipeline, session::writePipelineAtOnce)) {
        proxy.reset();
        try (Pipeline page = kind.get()) {
          page.add(s -> number(s, 1));
          page.add("text", s -> jdbc(s, connection -> connection.prepareStatement(text).execute()));
          page.add(s -> number(s, 3));
          assertThatThrownBy(page::flush).isInstanceOf(RefusedStatementException.class);
          assertThat(proxy.roundTrips()).isZero();
        }
      }
    }
  }

  @Test
  void savepointsAndCommitsOfJdbcAreRefused() {
    List<Work<?>> controls =
        List.of(
            connection -> connection.setSavepoint("flashfusion_entry"),
            Connection::setSavepoint,
            connection -> {
              connection.commit();
              return true;
            },
            connection -> {
              connection.rollback();
              return true;
            },
            connection -> {
              connection.setAutoCommit(true);
              return true;
            });
    for (Work<?> control : controls) {
      try (Pipeline writes = alice.writePipeline()) {
        writes.add(s -> number(s, 1));
        writes.add(s -> jdbc(s, control));
        assertThat(catchThrowable(writes::flush)).isInstanceOf(RuntimeException.class);
      }
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  /** A function may set any setting; the mark is read at the savepoint that keeps it. */
  @Test
  void aFunctionThatSetsTheMarkMisleadsNobody() {
    embedded.run(
        "create or replace function public.mislead(entry text) returns int language sql volatile as"
            + " $$ select 1 from (select set_config('flashfusion.entry', entry, true)) s $$");
    for (String mark : List.of("1", "3", "99", "x", "")) {
      for (Supplier<Pipeline> kind :
          List.<Supplier<Pipeline>>of(alice::writePipeline, alice::writePipelineAtOnce)) {
        try (Pipeline writes = kind.get()) {
          writes.add(s -> number(s, 1));
          writes.add(
              s -> s.dsl().fetch("select public.mislead(?), cast(? as int)", mark, "x").size());
          writes.add(s -> number(s, 3));
          assertThatThrownBy(writes::flush)
              .isInstanceOf(InvalidValueException.class)
              .hasMessageStartingWith("entry 2: ");
        }
        try (Pipeline writes = kind.get()) {
          writes.add(s -> s.dsl().fetch("select public.mislead(?)", mark).size());
          writes.add(s -> number(s, 2));
          writes.add(s -> s.dsl().fetch("select cast(? as int)", "x").size());
          assertThatThrownBy(writes::flush)
              .isInstanceOf(InvalidValueException.class)
              .hasMessageStartingWith("entry 3: ");
        }
      }
    }
  }

  @Test
  void aPipelineIsNotSentInATransactionThatItDidNotBeginIn() {
    try (Pipeline page = alice.pipeline()) {
      Response<Integer> one = page.add(s -> number(s, 1));
      for (Session other : List.of(alice, bob)) {
        other.transaction(
            tx -> {
              assertThatThrownBy(page::flush)
                  .isInstanceOf(TransactionException.class)
                  .hasMessageContaining("send it before or after");
              assertThatThrownBy(page::send).isInstanceOf(TransactionException.class);
            });
      }
      assertThat(proxy.roundTrips()).isZero();
      page.flush();
      assertThat(one.get()).isEqualTo(1);
    }
  }

  @Test
  void anEntryDoesNotSendAnotherPipeline() {
    try (Pipeline outer = bob.pipeline();
        Pipeline inner = alice.pipeline()) {
      inner.add(s -> number(s, 1));
      outer.add(s -> number(s, 2));
      outer.add(
          s -> {
            inner.flush();
            return number(s, 3);
          });
      assertThatThrownBy(outer::flush)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("send it before or after");
    }
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void whatAnEntryKeptIsOverWithThePipeline() {
    for (Supplier<Pipeline> kind : kinds()) {
      List<Session> kept = new ArrayList<>();
      List<Connection> connection = new ArrayList<>();
      try (Pipeline page = kind.get()) {
        page.add(
            s -> {
              kept.add(s);
              return jdbc(
                  s,
                  own -> {
                    connection.add(own);
                    return own.prepareStatement("select 1").execute();
                  });
            });
        page.flush();
      }
      proxy.reset();
      assertThatThrownBy(() -> kept.get(0).projects().count())
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("over");
      assertThatThrownBy(() -> kept.get(0).dsl().update(PROJECTS).set(PROJECTS.NAME, "x").execute())
          .isInstanceOf(TransactionException.class);
      assertThatThrownBy(() -> kept.get(0).pipeline().add(s -> 1))
          .isInstanceOf(TransactionException.class);
      assertThat(catchThrowable(() -> connection.get(0).prepareStatement("select 1"))).isNotNull();
      assertThat(catchThrowable(() -> connection.get(0).createStatement())).isNotNull();
      assertThat(proxy.roundTrips()).isZero();
    }
  }

  @Test
  void anotherThreadCannotUseAnEntry() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    try (Pipeline page = alice.pipeline()) {
      page.add(
          s -> {
            Thread thread = new Thread(() -> refused.add(catchThrowable(() -> number(s, 2))));
            thread.start();
            thread.join();
            return number(s, 1);
          });
      page.add(s -> number(s, 3));
      page.flush();
      Thread thread = new Thread(() -> refused.add(catchThrowable(() -> page.add(s -> 1))));
      thread.start();
      thread.join();
    }
    assertThat(refused)
        .hasSize(2)
        .allSatisfy(e -> assertThat(e).isInstanceOf(TransactionException.class));
  }

  @Test
  void copyIsRefusedInAnEntryAndStoresNothing() {
    ProfileId profile = Given.profile(alice);
    List<ProjectRecord> many = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      many.add(
          new ProjectRecord()
              .setUserId(profile)
              .setName("Copied")
              .setSlug("copied-" + i)
              .setFramework(ProjectFramework.REACT));
    }
    for (Supplier<Pipeline> kind :
        List.<Supplier<Pipeline>>of(service::writePipeline, service::writePipelineAtOnce)) {
      try (Pipeline writes = kind.get()) {
        writes.add(s -> number(s, 1));
        writes.add("import", s -> s.projects().insertAll(many));
        writes.add(s -> number(s, 3));
        assertThatThrownBy(writes::flush)
            .isInstanceOf(RefusedStatementException.class)
            .hasMessageContaining("copy is refused in a pipeline");
      }
    }
    assertThat(alice.projects().findBySlug("copied-0")).isEmpty();
    service.transaction(tx -> tx.projects().insertAll(many));
    assertThat(alice.projects().findBySlug("copied-0")).isPresent();
    service.dsl().deleteFrom(PROJECTS).where(PROJECTS.NAME.eq("Copied")).execute();
  }

  @Test
  void followersAreRefusedInAnEntry() {
    try (Pipeline page = alice.pipeline()) {
      page.add(s -> number(s, 1));
      page.add(s -> s.notifications().follow(row -> {}));
      assertThatThrownBy(page::flush)
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("start it before or after");
    }
  }
}
