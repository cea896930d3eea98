package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The second wall: text that no guard looked at. It runs through a function of the application's
 * that executes whatever it is given, on the one connection that all users share.
 */
class SealedIdentityTest {

  static EmbeddedFlashFusion embedded;
  static HikariDataSource pool;
  static FlashFusion flashfusion;
  static AuthUserId aliceId;
  static Session alice;
  static Session mallory;

  @BeforeAll
  static void start() throws SQLException {
    embedded = EmbeddedFlashFusion.start();
    owner(
        """
        create function public.run(command text) returns setof text language plpgsql as $$
        begin
          if command ~* '^\\s*(select|table|with|values|fetch|show)' then
            return query execute command;
          else
            execute command;
          end if;
        exception when others then return query select 'refused: ' || sqlerrm;
        end $$;
        grant execute on function public.run(text) to authenticated;
        do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$;
        create function public.count_projects() returns bigint language sql as 'select count(*) from projects';
        """);
    Logins logins = embedded.logins();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(logins.user());
    config.setPassword(logins.userPassword());
    config.setMaximumPoolSize(1);
    pool = new HikariDataSource(config);
    flashfusion = FlashFusion.builder().dataSource(pool).sealKey(logins.sealKey()).connect();
    aliceId = embedded.signUp("alice@example.com");
    alice = flashfusion.asUser(aliceId);
    mallory = flashfusion.asUser(embedded.signUp("mallory@example.com"));
    alice.projects().create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    alice.projects().create("B", "b", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    mallory.projects().create("M", "m", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  @AfterAll
  static void close() {
    flashfusion.close();
    pool.close();
    embedded.close();
  }

  private static void owner(String sql) throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Texts that Mallory runs; ALICE is the claims of another user. */
  static Stream<List<String>> attacks() {
    String claims = "select set_config('request.jwt.claims', 'ALICE', %s)::text";
    return Stream.of(
        List.of(claims.formatted(true)),
        List.of(claims.formatted(false)),
        List.of("set local request.jwt.claims = 'ALICE'"),
        List.of("set request.jwt.claims = 'ALICE'", "set role authenticated"),
        List.of("set local role service_role"),
        List.of("set role service_role"),
        List.of("select set_config('role', 'service_role', true)"),
        List.of("select set_config('role', 'flashfusion_service', true)"),
        List.of("set session authorization flashfusion_service"),
        List.of("set local role none", claims.formatted(true), "set local role authenticated"),
        List.of("set role none", claims.formatted(false), "set role authenticated"),
        List.of("select set_config('request.jwt.claim.sub', 'ID', false)"),
        List.of("select set_config('request.jwt.claim', 'ALICE', false)"),
        List.of("select set_config('flashfusion.seal', '', true)", claims.formatted(true)),
        List.of(
            "select set_config('flashfusion.seal', '9999999999.' || repeat('0', 64), true)",
            claims.formatted(true)),
        List.of(
            "select set_config('flashfusion.seal', split_part(current_setting('flashfusion.seal'), '.', 1) || '.' || encode(sha256('x'), 'hex'), true)",
            claims.formatted(true)),
        List.of("select set_config('flashfusion.seal', null, true)", claims.formatted(true)),
        List.of("select set_config('flashfusion.seal', '.', true)", claims.formatted(true)),
        List.of("set local role anon", claims.formatted(true)),
        List.of("set local search_path = pg_temp, public", claims.formatted(true)),
        List.of("select key::text from flashfusion_seal.keys"),
        List.of("set local row_security = off"),
        List.of("create temporary table projects (id uuid)"),
        List.of(
            "create temporary table keys as select 'flashfusion_user'::name as login, '\\x00'::bytea as key"),
        List.of("create domain pg_temp.uuid as text"),
        List.of(
            "create function pg_temp.auth_user_id() returns uuid language sql as 'select null::uuid'"),
        List.of(
            "create function public.profile_id() returns uuid language sql as 'select null::uuid'"),
        List.of("alter function flashfusion.auth_user_id() owner to authenticated"),
        List.of(
            "create or replace function auth.uid() returns uuid language sql as 'select null::uuid'"),
        List.of("grant service_role to authenticated"),
        List.of("execute \"S_1\"('service_role', '{\"role\":\"service_role\"}', '', '')"),
        List.of("execute \"S_2\"('authenticated', 'ALICE', '', '')", claims.formatted(true)),
        List.of("declare c cursor with hold for select id::text from projects"),
        List.of(
            "prepare mine as select id::text from public.projects",
            claims.formatted(true),
            "execute mine"),
        List.of("copy projects to program 'cat'"),
        List.of("do $do$ begin perform set_config('request.jwt.claims', 'ALICE', true); end $do$"),
        List.of("set local session_replication_role = replica"),
        List.of("lock table projects", claims.formatted(true)));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void uncheckedTextReadsNoRowsOfOthers(List<String> attack) {
    for (int round = 0; round < 3; round++) {
      try {
        mallory.transaction(
            tx -> {
              for (String command : attack) {
                run(tx, command);
              }
              assertOwnRowsAtMost(run(tx, "select slug from public.projects"));
              assertOwnRowsAtMost(run(tx, "select slug::text from projects"));
            });
      } catch (FlashFusionException refused) {
        // Text that broke its own transaction read nothing.
      }
      assertThat(mallory.dsl().fetchCount(PROJECTS)).isEqualTo(1);
      assertThat(mallory.dsl().fetchValue("select count(*) from projects")).isEqualTo(1L);
      assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(2);
      assertThat(alice.dsl().fetchValue("select count(*) from projects")).isEqualTo(2L);
      assertThat(alice.dsl().fetchValue("select public.count_projects()")).isEqualTo(2L);
    }
  }

  private List<String> run(Transaction tx, String command) {
    String text =
        command.replace("ALICE", alice.identity().claims()).replace("ID", aliceId.toString());
    return tx.dsl().fetch("select public.run(?)", text).getValues(0, String.class);
  }

  private static void assertOwnRowsAtMost(List<String> rows) {
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row)
                    .satisfiesAnyOf(
                        own -> assertThat(own).isEqualTo("m"),
                        refused -> assertThat(refused).startsWith("refused: ")));
  }

  /**
   * The driver's statements on the server belong to the connection: text that no guard saw may put
   * others in their place. With {@code prepareThreshold=0} there are none.
   */
  @Test
  void replacedPreparedStatementsRunForNobodyWithoutAPrepareThreshold() {
    String replaced =
        """
        do $x$ declare r record; begin
          for r in select name from pg_prepared_statements loop execute format('deallocate %I', r.name); end loop;
          for i in 1..60 loop
            begin
              execute format('prepare "S_%s" as update public.projects set visibility = %L returning name', i, 'public');
            exception when others then null;
            end;
          end loop;
        end $x$
        """;
    try (FlashFusion separate =
        embedded.builder().url(embedded.url() + "?prepareThreshold=0").poolSize(1).connect()) {
      Session victim = separate.asUser(aliceId);
      Session attacker = separate.session(mallory.identity());
      for (int i = 0; i < 8; i++) {
        assertThat(victim.projects().count()).isEqualTo(2);
      }
      attacker.transaction(tx -> run(tx, replaced));
      for (int i = 0; i < 8; i++) {
        assertThat(victim.projects().count()).isEqualTo(2);
        victim.transaction(tx -> assertThat(tx.projects().count()).isEqualTo(2));
        assertThat(attacker.projects().count()).isEqualTo(1);
      }
    }
    assertThat(alice.dsl().fetchValues(PROJECTS.VISIBILITY))
        .containsOnly(ProjectVisibility.PRIVATE);
  }

  @Test
  void refusesForgedClaimsByName() {
    mallory.transaction(
        tx -> {
          run(tx, "select set_config('request.jwt.claims', 'ALICE', true)");
          assertThat(run(tx, "select slug::text from public.projects"))
              .containsExactly("refused: the identity is not sealed");
        });
  }

  @Test
  void refusesAnExpiredSeal() {
    Logins logins = embedded.logins();
    String forged =
        """
        select set_config('flashfusion.seal', '1700000000.' || encode(sha256(k || sha256(k || convert_to(
          '1700000000.authenticated.' || current_setting('request.jwt.claims'), 'UTF8'))), 'hex'), true)
        from (select decode('KEY', 'hex') as k) key
        """
            .replace("KEY", logins.sealKey());
    mallory.transaction(
        tx -> {
          run(tx, forged);
          assertThat(run(tx, "select slug::text from public.projects"))
              .containsExactly("refused: the seal of the identity has expired");
        });
  }

  @Test
  void acceptsOldAndNewKeyDuringReplacement() throws SQLException {
    Logins old = embedded.logins();
    Logins next =
        new Logins(
            old.user(),
            old.userPassword(),
            old.service(),
            old.servicePassword(),
            Logins.random().sealKey());
    next.create(embedded.owner());
    next.create(embedded.owner());
    assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(2);
    try (FlashFusion renewed = embedded.builder().sealKey(next.sealKey()).connect()) {
      assertThat(renewed.asUser(aliceId).dsl().fetchCount(PROJECTS)).isEqualTo(2);
    }
    owner("delete from flashfusion_seal.keys where slot = 2");
    assertThatThrownBy(() -> alice.dsl().fetchCount(PROJECTS))
        .hasMessageContaining("the identity is not sealed");
    old.create(embedded.owner());
    assertThat(alice.dsl().fetchCount(PROJECTS)).isEqualTo(2);
  }

  @Test
  void refusesToConnectWithoutTheKeyOrWithAnother() {
    Logins logins = embedded.logins();
    assertThatThrownBy(
            () -> FlashFusion.connect(embedded.url(), logins.user(), logins.userPassword()).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sealKey(…)");
    assertThatThrownBy(
            () -> embedded.builder().sealKey(Logins.random().sealKey()).connect().close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("another key");
  }

  @Test
  void leavesTheLoginOfTheSupabaseApiUnsealed() {
    try (FlashFusion open =
        FlashFusion.connect(embedded.url(), embedded.login(), embedded.password())) {
      assertThat(open.asUser(aliceId).dsl().fetchCount(PROJECTS)).isEqualTo(2);
    }
  }

  @Test
  void messagesContainNeitherKeyNorPasswords() {
    Logins logins = embedded.logins();
    assertThat(logins.toString()).doesNotContain(logins.sealKey(), logins.userPassword());
    for (String wrong : List.of("abc", "zz".repeat(32), "ab".repeat(31))) {
      assertThatThrownBy(() -> FlashFusion.builder().sealKey(wrong))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageNotContaining(wrong);
    }
  }
}
