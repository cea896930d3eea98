package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.ConnectionProvider;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.exception.DataAccessException;
import org.jooq.tools.jdbc.DefaultConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Attempts to shed the identity, or to reach the connection that has none. */
class NoWayOutTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final FlashFusion one = embedded.builder().poolSize(1).connect();
  static final Session alice = embedded.user("alice");
  static Walk known;
  static Session bob;

  @BeforeAll
  static void start() {
    bob = embedded.user("bob");
    known = new Walk();
    known.from("single", step -> acquired(alice.dsl(), step), 1);
    known.from("transaction", step -> inTransaction(alice, tx -> acquired(tx.dsl(), step)), 1);
    project(bob, "b");
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit; select * from projects",
        "select 1; reset role; select * from projects",
        "reset role",
        "set role service_role",
        "set local role service_role",
        "/* harmless */ set role service_role",
        "-- harmless\nreset role",
        "/* a /* nested */ b */ reset all",
        "begin",
        "rollback",
        "savepoint x",
        "discard all",
        "prepare p as select 1",
        "listen x",
        "create temp table t (a int)",
        "do $$ begin perform 1; end $$",
        "copy projects to stdout",
        "alter table projects disable row level security",
        "grant service_role to anon",
        "select set_config('role', 'service_role', true)",
        "select SET_CONFIG('request.jwt.claims', '{}', true)",
        "select u&\"set\\005fconfig\"('role', 'service_role', true)",
        "update pg_settings set setting = 'service_role' where name = 'role'",
        "declare c cursor with hold for select * from projects",
        "declare c cursor with  hold for select * from projects",
        "declare c cursor with/* */hold for select * from projects",
        "select set_{fn config('role', 'service_role', true)}",
        "select nam{fn e'\\'; reset role; select current_user'};--'",
        "select * into temp kept from projects",
        "select * into pg_temp.projects from projects",
        "select * into --x\rtemp kept from projects",
        "explain analyze create table kept as select * from projects",
        "select query_to_xml('select set_' || 'config(''role'', ''service_role'', true)', true,"
            + " true, '')",
        "with p as (select 1) select * into/* */local temporary kept from p",
        "explain analyze create temp table kept as select * from projects",
        "select pg_advisory_lock(1)",
        "select pg_try_advisory_lock_shared(1)",
        "",
        ";"
      })
  void rejectsStatementsThatCouldShedIdentity(String sql) {
    assertThatThrownBy(() -> alice.dsl().fetch(sql)).isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> alice.transaction(tx -> tx.dsl().execute(sql)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> alice.dsl().batch(sql, "select 1").execute())
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> inPipeline(alice, s -> s.dsl().fetch(sql)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> lent(alice, lent -> ((Connection) lent).prepareStatement(sql)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> lent(alice, lent -> ((Connection) lent).prepareStatement(sql, 1)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> lent(alice, lent -> statement(lent).execute(sql)))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> lent(alice, lent -> statement(lent).addBatch(sql)))
        .isInstanceOf(RefusedStatementException.class);
  }

  private static Statement statement(Object connection) throws SQLException {
    return ((Connection) connection).createStatement();
  }

  @Test
  void acceptsTextThatLooksLikeSeveralStatements() {
    assertThat(alice.dsl().fetchValue("select 'a; reset role; --' -- ; commit")).isNotNull();
    assertThat(alice.dsl().fetchValue("select $x$; commit;$x$ /* ; */ ;")).isNotNull();
    assertThat(alice.dsl().fetchValue("/* about */ (select 1)")).isEqualTo(1);
  }

  @Test
  void unclosedTextCausesServerError() {
    for (String open : List.of("select 'open", "select /* open", "select $x$ open")) {
      assertThatThrownBy(() -> alice.dsl().fetch(open)).isInstanceOf(RuntimeException.class);
    }
    assertThat(alice.dsl().fetchCount(PROJECTS)).isZero();
  }

  /** One connection, on which every identity finds what the one before left behind. */
  private static Session onOne(Session session) {
    return one.session(session.identity());
  }

  static List<Arguments> held() {
    Session held = onOne(alice);
    return List.of(
        held("single", step -> acquired(held.dsl(), step)),
        held("transaction", step -> inTransaction(held, tx -> acquired(tx.dsl(), step))),
        held("pipeline", step -> broken(() -> inPipeline(held, s -> acquired(s.dsl(), step)))),
        held("lent", step -> lent(held, step)),
        held("lent in a transaction", step -> inTransaction(held, tx -> lent(tx, step))),
        held("source of lent", step -> step.on(held.dataSource())),
        held("expecting", step -> acquired(held.maxAffected(100).dsl(), step)),
        held(
            "expecting in a transaction",
            step -> inTransaction(held, tx -> acquired(tx.maxAffected(100).dsl(), step))));
  }

  static List<Arguments> heldThroughJooq() {
    return List.of(
        held(
            "given connection", step -> alice.dsl().connection(connection -> on(step, connection))),
        held("dsl", step -> step.on(alice.dsl())),
        held("context", step -> listening(alice.dsl(), step)),
        held(
            "context in a transaction",
            step -> inTransaction(alice, tx -> listening(tx.dsl(), step))),
        held("context of a batch", step -> listeningToBatch(alice.dsl(), step)),
        held(
            "cursor in a transaction",
            step ->
                inTransaction(
                    alice,
                    tx -> {
                      try (Cursor<?> cursor =
                          tx.dsl().resultQuery("select array[1, 2] as a").fetchLazy()) {
                        step.on(cursor);
                      } catch (FlashFusionException | DataAccessException e) {
                        assertThat(e).isNotNull();
                      }
                    })),
        held(
            "rows",
            step -> {
              try (ResultSet rows =
                  alice.dsl().resultQuery("select array[1, 2] as a").fetchResultSet()) {
                step.on(rows);
              }
            }));
  }

  private static Arguments held(String name, Walk.Root root) {
    return Arguments.of(name, root);
  }

  private static void on(Walk.Step step, Object held) {
    try {
      step.on(held);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void listening(DSLContext dsl, Walk.Step step) {
    broken(
        () ->
            dsl.configuration()
                .deriveAppending(ExecuteListener.onResultStart(context -> on(step, context)))
                .dsl()
                .fetch("select array[1, 2] as a"));
  }

  private static void listeningToBatch(DSLContext dsl, Walk.Step step) {
    broken(
        () ->
            dsl.configuration()
                .deriveAppending(ExecuteListener.onExecuteStart(context -> on(step, context)))
                .dsl()
                .batch("select 1")
                .execute());
  }

  /** Expects that jOOQ fails after a call that closed what it uses. */
  private static void broken(Runnable work) {
    try {
      work.run();
    } catch (FlashFusionException | DataAccessException e) {
      assertThat(e).isNotNull();
    }
  }

  private static void acquired(DSLContext dsl, Walk.Step step) throws Exception {
    ConnectionProvider provider = dsl.configuration().connectionProvider();
    Connection connection = provider.acquire();
    try {
      step.on(connection);
    } finally {
      release(provider, connection);
    }
  }

  private static void lent(Session session, Walk.Step step) throws Exception {
    Connection connection = session.dataSource().getConnection();
    try {
      step.on(connection);
    } finally {
      connection.close();
    }
  }

  /** Some calls break the transaction, which then says so. */
  private static void release(ConnectionProvider provider, Connection connection) {
    try {
      provider.release(connection);
    } catch (RuntimeException e) {
      assertThat(e).isInstanceOf(FlashFusionException.class);
    }
  }

  interface InTransaction {
    void run(Transaction tx) throws Exception;
  }

  /** Runs the work between two other entries. */
  private static void inPipeline(Session session, InTransaction work) {
    try (Pipeline pipeline = session.writePipeline()) {
      pipeline.add(s -> s.dsl().fetchValue("select 1"));
      pipeline.add(
          s -> {
            work.run(s);
            return 1;
          });
      pipeline.add(s -> s.dsl().fetchValue("select 1"));
      pipeline.flush();
    }
  }

  /** Rolls back, and makes sure that the transaction had its identity to the end. */
  private static void inTransaction(Session session, InTransaction work) throws Exception {
    Exception enough = new IllegalStateException("enough");
    try {
      session.transaction(
          tx -> {
            work.run(tx);
            String role;
            try {
              role =
                  String.valueOf(
                      tx.dsl()
                          .fetchValue(
                              "select current_setting('role') ||"
                                  + " current_setting('request.jwt.claims')"));
            } catch (RuntimeException broken) {
              throw enough;
            }
            assertThat(role).isEqualTo("authenticated" + session.identity().claims());
            throw enough;
          });
    } catch (Exception e) {
      if (e != enough) {
        throw e;
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("held")
  void nothingThatCallersHoldLeadsToTheDriver(String name, Walk.Root root) {
    Walk walk = new Walk();
    walk.from(name, root);
    assertThat(walk.found()).isEmpty();
    assertThat(walk.reached())
        .extracting(Class::getSimpleName)
        .contains(
            "ScopedPreparedStatement",
            name.contains("lent") ? "LentStatement" : "ScopedStatement",
            "ScopedResultSet",
            "ScopedMetaData",
            "ScopedArray");
    Session next = onOne(bob);
    assertThat(next.dsl().fetchValue("select current_setting('role')")).isEqualTo("authenticated");
    assertThat(next.dsl().fetchValue("select auth.uid()"))
        .isEqualTo(bob.identity().authUserId().orElseThrow().value());
    assertThat(next.dsl().selectFrom(PROJECTS).fetch(PROJECTS.NAME)).containsExactly("b");
    assertThat(one.asAnonymous().dsl().fetchCount(PROJECTS)).isZero();
  }

  /** Tests what jOOQ's objects lead to; the other walk tests the library's own. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("heldThroughJooq")
  void nothingThatJooqHandsOutLeadsToTheDriver(String name, Walk.Root root) {
    Walk walk = new Walk(known.reached());
    walk.from(name, root);
    assertThat(walk.found()).isEmpty();
    assertThat(walk.reached()).isNotEmpty();
  }

  private static Connection unwrapJooq(Connection connection) {
    Connection inner = connection;
    while (inner instanceof DefaultConnection wrapper) {
      inner = wrapper.getDelegate();
    }
    return inner;
  }

  @Test
  void unwrappingIsRefused() {
    alice
        .dsl()
        .connection(
            wrapped -> {
              Connection connection = unwrapJooq(wrapped);
              assertThatThrownBy(() -> connection.unwrap(PGConnection.class))
                  .isInstanceOf(SQLException.class)
                  .hasMessageContaining("unwrap is refused");
              assertThat(connection.isWrapperFor(PGConnection.class)).isFalse();
              assertThatThrownBy(connection::getMetaData).hasMessageContaining("refused");
              assertThatThrownBy(() -> connection.setAutoCommit(false))
                  .hasMessageContaining("Session.transaction");
              assertThatThrownBy(connection::commit).hasMessageContaining("refused");
              assertThatThrownBy(() -> connection.prepareCall("call x()"))
                  .hasMessageContaining("refused");
              try (PreparedStatement statement = connection.prepareStatement("select ?::int")) {
                assertThatThrownBy(statement::getParameterMetaData).hasMessageContaining("refused");
                assertThatThrownBy(statement::addBatch).hasMessageContaining("refused");
                assertThatThrownBy(() -> statement.unwrap(PreparedStatement.class))
                    .hasMessageContaining("refused");
              }
            });
  }

  @Test
  void aStatementThatOutlivesItsTransactionCannotRun() {
    List<PreparedStatement> kept = new ArrayList<>();
    alice.transaction(
        tx -> tx.dsl().connection(c -> kept.add(c.prepareStatement("select * from projects"))));
    assertThatThrownBy(() -> kept.get(0).execute()).isInstanceOf(RuntimeException.class);
    alice.dsl().connection(c -> kept.add(c.prepareStatement("select * from projects")));
    assertThatThrownBy(() -> kept.get(1).execute()).isInstanceOf(SQLException.class);
  }

  @Test
  void aCursorColumnIsRefusedBeforeTheDriverFetchesFromIt() {
    assertThatThrownBy(() -> alice.dsl().fetch("select 'nope'::refcursor"))
        .isInstanceOf(RuntimeException.class)
        .hasStackTraceContaining("refcursor is refused");
  }

  @Test
  void largeObjectsAreRefused() {
    alice
        .dsl()
        .connection(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement("select 1::oid");
                  ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThatThrownBy(() -> rows.getBlob(1)).hasMessageContaining("refused");
                assertThatThrownBy(() -> rows.getObject(1, java.sql.Blob.class))
                    .hasMessageContaining("refused");
                assertThatThrownBy(() -> rows.getClob(1)).hasMessageContaining("refused");
              }
              try (PreparedStatement statement = connection.prepareStatement("select ?")) {
                assertThatThrownBy(
                        () -> statement.setBlob(1, java.io.InputStream.nullInputStream()))
                    .hasMessageContaining("refused");
              }
            });
  }

  @Test
  void changingTheConfigurationOfOneContextChangesNoOther() {
    Session bob = embedded.user("other");
    alice.dsl().configuration().set(bob.dsl().configuration().connectionProvider());
    assertThat(alice.dsl().fetchValue("select auth.uid()"))
        .isEqualTo(alice.identity().authUserId().orElseThrow().value());
  }

  @Test
  void aBatchSentInPiecesHasItsIdentityInEachOfThem() {
    var settings = alice.dsl().settings();
    var pieces =
        alice
            .dsl()
            .configuration()
            .derive(org.jooq.conf.SettingsTools.clone(settings).withBatchSize(1))
            .dsl();
    int[] counts =
        pieces
            .batch(
                pieces
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, (String) null)
                    .where(PROJECTS.SLUG.eq((String) null)))
            .bind("stolen", "b")
            .bind("stolen", "b")
            .bind("stolen", "b")
            .execute();
    assertThat(counts).containsExactly(0, 0, 0);
  }
}
