package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the identity when pgjdbc splits what is sent into several exchanges, which it may do from
 * the sixth execution on, or when it must ask for the type of a bind. The identity must hold in
 * this case too.
 */
class IdentityOnTheWireTest {

  private static final int EXECUTIONS = 20;
  private static final int OWN = 3;

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static AuthUserId alice;

  /**
   * A login that sees all rows if the identity is missing, which a login without rights would hide.
   */
  private static final String PRIVILEGED = "test_wire_bypass";

  @BeforeAll
  static void start() throws SQLException {
    asOwner(
        "drop role if exists NAME; create role NAME login bypassrls password 'NAME';"
            + " grant anon, authenticated to NAME");
    alice = embedded.signUp("alice@example.com");
    AuthUserId bob = embedded.signUp("bob@example.com");
    createProjects(alice, "alice", OWN);
    createProjects(bob, "bob", 5);
  }

  @AfterAll
  static void close() throws SQLException {
    asOwner("drop role NAME");
  }

  private static void asOwner(String sql) throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("NAME", PRIVILEGED));
    }
  }

  private static void createProjects(AuthUserId user, String prefix, int count) {
    Session session = embedded.flashfusion().asUser(user);
    for (int i = 0; i < count; i++) {
      session
          .projects()
          .create(prefix, prefix + "-" + i, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }
  }

  static Stream<Arguments> settings() {
    List<Arguments> all = new ArrayList<>();
    for (int threshold : new int[] {-1, 0, 1, 5}) {
      for (String more : new String[] {"", "&stringtype=unspecified", "&binaryTransfer=false"}) {
        for (boolean privileged : new boolean[] {false, true}) {
          all.add(Arguments.of(threshold, more, privileged));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "prepareThreshold={0}{1} privileged login={2}")
  @MethodSource("settings")
  void everyExecutionSeesExactlyTheCallersRows(int threshold, String more, boolean privileged) {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            builder(privileged)
                .url(proxy.url(embedded.database()) + "?prepareThreshold=" + threshold + more)
                .poolSize(1)
                .connect()) {
      Session session = flashfusion.asUser(alice);
      proxy.record();
      for (int i = 0; i < EXECUTIONS; i++) {
        assertThat(readWithTypedNulls(session)).isEqualTo(OWN);
        assertThat(readWithPlainNulls(session)).isEqualTo(OWN);
        assertThat(readWithTemporalBinds(session)).isEqualTo(OWN);
        assertThat(readThroughJdbc(session)).isEqualTo(OWN);
        assertThat(plainSql(session)).isEqualTo(OWN);
        assertThat(writeReturning(session)).isEqualTo(OWN);
      }
      session.transaction(
          tx -> {
            for (int i = 0; i < EXECUTIONS; i++) {
              assertThat(readWithPlainNulls(tx)).isEqualTo(OWN);
              assertThat(writeReturning(tx)).isEqualTo(OWN);
            }
          });
      assertThat(
              WireLog.assertEveryStatementCarries(proxy.statements(), session.identity().claims()))
          // The first write of the transaction also asks for its id.
          .isEqualTo(EXECUTIONS * 8 + 1);
    }
  }

  @ParameterizedTest(name = "prepareThreshold={0}{1} privileged login={2}")
  @MethodSource("settings")
  void everyEntryOfAPipelineSeesExactlyTheCallersRows(
      int threshold, String more, boolean privileged) {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            builder(privileged)
                .url(proxy.url(embedded.database()) + "?prepareThreshold=" + threshold + more)
                .poolSize(1)
                .connect()) {
      Session session = flashfusion.asUser(alice);
      proxy.record();
      for (int i = 0; i < EXECUTIONS; i++) {
        try (Pipeline page = session.pipeline();
            Pipeline writes = session.writePipeline();
            Pipeline atOnce = session.writePipelineAtOnce()) {
          List<Response<Integer>> rows = new ArrayList<>();
          for (Pipeline pipeline : List.of(page, writes, atOnce)) {
            rows.add(pipeline.add(IdentityOnTheWireTest::readWithTypedNulls));
            rows.add(pipeline.add(IdentityOnTheWireTest::readWithPlainNulls));
            rows.add(pipeline.add(IdentityOnTheWireTest::readWithTemporalBinds));
            rows.add(pipeline.add(IdentityOnTheWireTest::readThroughJdbc));
            rows.add(pipeline.add(IdentityOnTheWireTest::plainSql));
            if (pipeline != page) {
              rows.add(pipeline.add(IdentityOnTheWireTest::writeReturning));
            }
            pipeline.flush();
          }
          assertThat(rows).allSatisfy(one -> assertThat(one.get()).isEqualTo(OWN));
        }
      }
      assertThat(
              WireLog.assertEveryStatementCarries(proxy.statements(), session.identity().claims()))
          .isPositive();
    }
  }

  private static FlashFusionBuilder builder(boolean privileged) {
    return privileged
        ? embedded.builder().user(PRIVILEGED).password(PRIVILEGED).allowPrivilegedLogin(PRIVILEGED)
        : embedded.builder();
  }

  private static int readWithTypedNulls(Session session) {
    return session
        .dsl()
        .selectFrom(PROJECTS)
        .where(PROJECTS.ID.ne((ProjectId) null).isNull())
        .and(PROJECTS.CREATED_AT.ne((Instant) null).isNull())
        .and(DSL.val((Date) null, SQLDataType.DATE).isNull())
        .and(DSL.val((String[]) null, SQLDataType.CLOB.array()).isNull())
        .and(DSL.val((UUID) null, SQLDataType.UUID).isNull())
        .fetch()
        .size();
  }

  private static int readWithPlainNulls(Session session) {
    return session
        .dsl()
        .fetch(
            "select * from projects where name is distinct from ? and id is distinct from ?",
            null,
            null)
        .size();
  }

  private static int readWithTemporalBinds(Session session) {
    return session
        .dsl()
        .fetch(
            "select * from projects where created_at > ? and created_at > ?",
            Timestamp.from(Instant.EPOCH),
            Date.valueOf("1999-12-31"))
        .size();
  }

  /** The binds of plain JDBC, whose types pgjdbc leaves open. */
  private static int readThroughJdbc(Session session) {
    return session
        .dsl()
        .connectionResult(
            connection -> {
              try (PreparedStatement statement = prepare(connection);
                  ResultSet rows = statement.executeQuery()) {
                int count = 0;
                while (rows.next()) {
                  count++;
                }
                return count;
              }
            });
  }

  private static PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            "select * from projects where id is distinct from ? and tags is distinct from ?"
                + " and created_at > ? and created_at::date > ? and name is distinct from ?"
                + " or id = ?");
    statement.setObject(1, null);
    statement.setNull(2, Types.ARRAY);
    statement.setTimestamp(3, Timestamp.from(Instant.EPOCH));
    statement.setDate(4, Date.valueOf("1999-12-31"));
    statement.setNull(5, Types.NULL);
    statement.setNull(6, Types.OTHER);
    return adjusted(statement);
  }

  /** {@code tags is distinct from null} would be false for projects without tags. */
  private static PreparedStatement adjusted(PreparedStatement statement) throws SQLException {
    statement.setArray(2, statement.getConnection().createArrayOf("text", new Object[] {"x"}));
    return statement;
  }

  private static int plainSql(Session session) {
    return session.dsl().fetch("select id, name, settings from projects -- all of mine").size();
  }

  private static int writeReturning(Session session) {
    return session
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.DESCRIPTION, (String) null)
        .set(PROJECTS.LAST_DEPLOYED_AT, (Instant) null)
        .set(PROJECTS.TAGS, (String[]) null)
        .where(DSL.trueCondition())
        .returning()
        .fetch()
        .size();
  }
}
