package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;

/** Tests Spring's JDBC on a table of the application's own, over a pool of one connection. */
class JdbcTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  @AutoClose static final WireProxy proxy = WireProxy.to(database.host(), database.port());

  @AutoClose
  static final Service service =
      Service.plain(
          database,
          Application.class,
          "flashfusion.url=" + proxy.url(database.database()),
          "flashfusion.pool-size=1");

  static final Jobs jobs = service.bean(Jobs.class);
  static final JdbcTemplate template = service.bean(JdbcTemplate.class);
  static final NamedParameterJdbcTemplate named = service.bean(NamedParameterJdbcTemplate.class);
  static final JdbcClient client = service.bean(JdbcClient.class);
  static final DataSource source = service.bean(DataSource.class);
  static final AuthUserId alice = database.signUp("alice@example.com");
  static final AuthUserId bob = database.signUp("bob@example.com");

  @BeforeAll
  static void createTable() {
    new JdbcTemplate(database.owner())
        .execute(
            """
            create table public.notes (
              id bigint generated always as identity primary key,
              owner uuid not null default auth.uid(),
              body text unique,
              more jsonb,
              at timestamptz);
            alter table public.notes enable row level security;
            create policy own on public.notes using (owner = auth.uid());
            grant select, insert, update, delete on public.notes to authenticated
            """);
  }

  @BeforeEach
  void clear() {
    new JdbcTemplate(database.owner()).execute("truncate public.notes restart identity");
  }

  static <T> T as(AuthUserId user, Supplier<T> work) {
    return jobs.resultAsUser(user, session -> work.get());
  }

  static List<String> bodies(AuthUserId user) {
    return as(
        user, () -> template.queryForList("select body from notes order by id", String.class));
  }

  @Test
  void queriesAndUpdatesCostOneRoundTrip() {
    as(alice, () -> template.update("insert into notes (body) values (?)", "first"));
    long before = proxy.roundTrips();
    as(alice, () -> template.update("insert into notes (body) values (?)", "a"));
    assertThat(proxy.roundTrips() - before).isEqualTo(1);
    assertThat(bodies(alice)).containsExactly("first", "a");
    assertThat(proxy.roundTrips() - before).isEqualTo(2);
    assertThat(as(alice, () -> client.sql("select body from notes").query().listOfRows()))
        .hasSize(2);
    assertThat(proxy.roundTrips() - before).isEqualTo(3);
    assertThat(bodies(bob)).isEmpty();
  }

  @Test
  void bindsNullsWithoutAsking() {
    as(
        alice,
        () -> template.update("insert into notes (body, at) values (?, ?)", (Object) null, null));
    as(
        alice,
        () ->
            client
                .sql("insert into notes (body, more) values (:body, :more::jsonb)")
                .param("body", null)
                .param("more", null)
                .update());
    as(alice, () -> client.sql("insert into notes (body) values (?)").param(1, null).update());
    assertThat(bodies(alice)).containsExactly(null, null, null);
  }

  @Test
  void returnsGeneratedKeys() {
    bodies(alice); // after others, a connection may take a round trip to forget what they prepared
    long before = proxy.roundTrips();
    KeyHolder all = new GeneratedKeyHolder();
    int count =
        as(
            alice,
            () ->
                template.update(
                    connection -> {
                      PreparedStatement statement =
                          connection.prepareStatement(
                              "insert into notes (body) values (?), (?);",
                              Statement.RETURN_GENERATED_KEYS);
                      statement.setString(1, "a");
                      statement.setString(2, "b");
                      return statement;
                    },
                    all));
    assertThat(count).isEqualTo(2);
    assertThat(all.getKeyList()).hasSize(2);
    assertThat(all.getKeyList().get(1))
        .containsEntry("id", 2L)
        .containsEntry("owner", alice.value());
    assertThat(proxy.roundTrips() - before).isEqualTo(1);

    KeyHolder one = new GeneratedKeyHolder();
    assertThat(
            as(
                alice,
                () ->
                    client
                        .sql("insert into notes (body) values (:body) -- the last line")
                        .param("body", "c")
                        .update(one, "id")))
        .isEqualTo(1);
    assertThat(one.getKey()).isEqualTo(3L);
    assertThatThrownBy(
            () ->
                as(
                    alice,
                    () ->
                        client
                            .sql("insert into notes (body) values ('d')")
                            .update(one, "id\", (select 1) as \"x")))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void batchesAreOneTransaction() {
    as(alice, () -> template.update("insert into notes (body) values (?)", "zero"));
    long before = proxy.roundTrips();
    int[] counts =
        as(
            alice,
            () ->
                template.batchUpdate(
                    "insert into notes (body, at) values (?, ?)",
                    List.of(
                        new Object[] {"a", Timestamp.from(Instant.EPOCH)},
                        new Object[] {"b", Timestamp.from(Instant.EPOCH)})));
    assertThat(counts).containsExactly(1, 1);
    assertThat(proxy.roundTrips() - before).isLessThanOrEqualTo(4);
    assertThatThrownBy(
            () ->
                as(
                    alice,
                    () ->
                        template.batchUpdate(
                            "insert into notes (body) values (?)",
                            List.of(new Object[] {"c"}, new Object[] {"a"}))))
        .isInstanceOf(DuplicateKeyException.class);
    as(
        alice,
        () ->
            named.batchUpdate(
                "insert into notes (body) values (:body)",
                new MapSqlParameterSource[] {
                  new MapSqlParameterSource("body", "d"), new MapSqlParameterSource("body", null)
                }));
    as(
        alice,
        () ->
            template.batchUpdate(
                "insert into notes (body) values ('e')",
                "update notes set body = 'f' where id = 1"));
    assertThat(bodies(alice)).containsExactlyInAnyOrder("f", "a", "b", "d", null, "e");
    assertThat(bodies(bob)).isEmpty();
  }

  @Test
  void simpleInsertsFindTheColumns() {
    SimpleJdbcInsert insert =
        new SimpleJdbcInsert(source)
            .withTableName("notes")
            .usingColumns("body", "at")
            .usingGeneratedKeyColumns("id");
    Number key =
        as(
            alice,
            () ->
                insert.executeAndReturnKey(
                    new MapSqlParameterSource("body", "simple")
                        .addValue("at", Timestamp.from(Instant.EPOCH))));
    assertThat(key).isEqualTo(1L);
    assertThat(as(alice, () -> insert.execute(Map.of("body", "map")))).isEqualTo(1);
    assertThat(bodies(alice)).containsExactly("simple", "map");
  }

  @Test
  void namedParametersAndTypesReachTheTable() {
    as(
        alice,
        () ->
            named.update(
                "insert into notes (body, more, owner) values (:body, :more, :owner)",
                new MapSqlParameterSource("body", "n")
                    .addValue("more", "{\"a\": 1}", Types.OTHER)
                    .addValue("owner", alice.value())));
    assertThat(
            as(
                alice,
                () ->
                    named.queryForList(
                        "select body from notes where owner = :owner and id in (:ids)",
                        Map.of("owner", alice.value(), "ids", List.of(1L, 2L)),
                        String.class)))
        .containsExactly("n");
    assertThat(
            as(
                alice,
                () ->
                    template.queryForList("select body from notes where more ? 'a'", String.class)))
        .containsExactly("n");
    assertThat(
            as(alice, () -> template.queryForObject("select more from notes", Object.class))
                .toString())
        .contains("\"a\"");
  }

  @Test
  void whatAPolicyForbidsIsPermissionDenied() {
    assertThatThrownBy(
            () ->
                as(
                    alice,
                    () -> template.update("insert into notes (owner) values (?)", bob.value())))
        .isInstanceOf(PermissionDeniedDataAccessException.class);
    assertThatThrownBy(() -> as(alice, () -> template.queryForList("selec 1")))
        .isInstanceOf(RefusedStatementException.class);
  }

  @Test
  void streamsAreClosed() {
    as(
        alice,
        () -> {
          try (Stream<Integer> numbers =
              template.queryForStream(
                  "select generate_series(1, 1000)", (row, i) -> row.getInt(1))) {
            return numbers.limit(3).toList();
          }
        });
    assertThat(bodies(bob)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select set_config('role', 'service_role', true)",
        "reset role",
        "set role service_role",
        "select 1; reset role",
        "begin",
        "commit",
        "create temp table t (a int)",
        "copy notes to stdout"
      })
  void refusesTextThatCouldShedTheIdentity(String sql) {
    for (Supplier<Object> way :
        List.<Supplier<Object>>of(
            () -> {
              template.execute(sql);
              return "";
            },
            () -> template.update(sql, new Object[0]),
            () -> template.batchUpdate(sql),
            () -> client.sql(sql).query().listOfRows(),
            () -> client.sql(sql).update(new GeneratedKeyHolder()))) {
      assertThatThrownBy(() -> as(alice, way)).isInstanceOf(RefusedStatementException.class);
    }
  }

  @Test
  void callbacksReachNoOtherConnection() {
    as(
        alice,
        () ->
            template.execute(
                (Connection connection) -> {
                  assertThatThrownBy(() -> connection.unwrap(PGConnection.class))
                      .isInstanceOf(SQLException.class);
                  Connection target = DataSourceUtils.getTargetConnection(connection);
                  assertThatThrownBy(() -> target.unwrap(Connection.class))
                      .hasMessageContaining("unwrap is refused");
                  assertThatThrownBy(() -> target.setAutoCommit(false))
                      .hasMessageContaining("refused");
                  assertThatThrownBy(() -> target.prepareCall("call x()"))
                      .hasMessageContaining("refused");
                  assertThat(target.getMetaData().getURL()).isEqualTo("jdbc:postgresql:");
                  assertThat(target.getMetaData().getConnection()).isSameAs(target);
                  assertThatThrownBy(() -> target.getMetaData().getTables(null, null, "%", null))
                      .hasMessageContaining("refused");
                  assertThatThrownBy(() -> target.getMetaData().getSchemas())
                      .hasMessageContaining("refused");
                  return "";
                }));
    assertThatThrownBy(() -> source.unwrap(DataSource.class))
        .hasMessageContaining("unwrap is refused");
    assertThatThrownBy(() -> source.getConnection("postgres", "postgres"))
        .hasMessageContaining("refused");
  }

  @Test
  void aConnectionThatIsKeptServesNobodyElse() throws Exception {
    Connection kept = as(alice, () -> connection());
    PreparedStatement statement = as(alice, () -> prepared(kept, "select count(*) from projects"));
    assertThatThrownBy(() -> as(bob, () -> prepared(kept, "select 1")))
        .hasStackTraceContaining("belongs to user " + alice);
    assertThatThrownBy(() -> as(bob, () -> executed(statement)))
        .hasStackTraceContaining("belongs to user " + alice);
    assertThatThrownBy(statement::execute).isInstanceOf(IllegalStateException.class);
    kept.close();
    assertThatThrownBy(() -> as(alice, () -> executed(statement)))
        .hasStackTraceContaining("was closed");
    assertThat(bodies(bob)).isEmpty();
  }

  private static Connection connection() {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql) {
    try {
      return connection.prepareStatement(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean executed(PreparedStatement statement) {
    try {
      return statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noBeanHandsOutAnUnscopedConnection() {
    assertThat(service.context().getBeansOfType(DataSource.class).values()).containsExactly(source);
    List<Object> unscoped =
        Arrays.stream(service.context().getBeanDefinitionNames())
            .map(service.context()::getBean)
            .filter(bean -> bean.getClass().getName().matches("com\\.zaxxer.*|org\\.postgresql.*"))
            .toList();
    assertThat(unscoped).isEmpty();
    for (DSLContext dsl : service.context().getBeansOfType(DSLContext.class).values()) {
      assertThatThrownBy(() -> dsl.fetch("select 1")).hasStackTraceContaining("serves no request");
      assertThat(as(alice, () -> dsl.fetchValue("select auth.uid()"))).isEqualTo(alice.value());
    }
    for (ConnectionProvider provider :
        service.context().getBeansOfType(ConnectionProvider.class).values()) {
      Object uid =
          as(bob, () -> DSL.using(provider, SQLDialect.POSTGRES).fetchValue("select auth.uid()"));
      assertThat(uid).isEqualTo(bob.value());
    }
  }

  @SpringBootApplication
  static class Application {}
}
