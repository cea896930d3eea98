package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The second wall: text that no guard looked at. It runs through a function of the application's
 * that executes whatever it is given, on the one connection that all users share.
 */
class SealedIdentityTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static HikariDataSource pool;
  static FlashFusion flashfusion;
  static AuthUserId aliceId;
  static Session alice;
  static Session mallory;

  @BeforeAll
  static void start() throws SQLException {
    embedded.run(
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
    project(alice, "a");
    project(alice, "b");
    project(mallory, "m");
  }

  @AfterAll
  static void close() {
    flashfusion.close();
    pool.close();
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
        List.of("select flashfusion.enter('ALICE', '', '')::text"),
        List.of("select flashfusion.enter('ALICE', '', '9999999999.' || repeat('0', 64))::text"),
        List.of("select flashfusion.enter('ALICE', '', '.')::text"),
        List.of("select flashfusion.enter('ALICE', '', null)::text"),
        List.of("select flashfusion.enter(null, null, null)::text", claims.formatted(true)),
        List.of("select set_config('flashfusion.mark', '', true)", claims.formatted(true)),
        List.of("select set_config('flashfusion.mark', null, true)", claims.formatted(true)),
        List.of(
            "select set_config('flashfusion.mark', encode(sha256('x'), 'hex'), true)",
            claims.formatted(true)),
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

  /** Statements that take the place of the driver's, whatever those were. */
  static Stream<String> replacements() {
    return Stream.of(
        "update public.projects set visibility = 'public' returning name",
        "select public.run('update public.projects set visibility = ''public''')",
        """
        select set_config('my.loot', set_config('my.mark', current_setting('flashfusion.mark', true), false)
          || current_setting('request.jwt.claims', true), false)""",
        """
        select set_config('my.loot', $1, false), set_config('my.seal', $3, false), flashfusion.enter($1, $2, $3)""",
        """
        select count(*) from public.run('declare loot cursor with hold for select slug::text from public.projects')""",
        """
        select count(*) from public.run($$do $y$ declare r record; begin
          for r in select name from pg_prepared_statements where statement ~ '^select flashfusion.enter' loop
            execute format('deallocate %I', r.name);
            execute format('prepare %I (text, text, text) as select set_config(''my.loot'', $1, false), set_config(''my.seal'', $3, false), flashfusion.enter($1, $2, $3)', r.name);
          end loop; end $y$ $$)""",
        "select 1");
  }

  /**
   * The driver's statements on the server belong to the connection: text that no guard saw puts
   * others in their place, which the next identity executes. All of them at once, and each kind.
   */
  @ParameterizedTest
  @MethodSource("replacements")
  void replacedPreparedStatementsNeitherWriteNorReadForAnother(String replacement) {
    for (String replaced :
        List.of(
            "true",
            "statement ~ '^begin'",
            "statement ~* '^commit'",
            "statement ~* '^rollback'",
            "statement ~ 'set_config'",
            "statement ~ 'enter'",
            "statement ~ 'from .*projects'")) {
      replaceAndGoOn(replaced, replacement);
      assertThat(alice.dsl().fetchValues(PROJECTS.VISIBILITY))
          .as("%s in the place of %s", replacement, replaced)
          .containsOnly(ProjectVisibility.PRIVATE);
    }
  }

  private void replaceAndGoOn(String replaced, String replacement) {
    String replace =
        """
        do $x$ declare r record; begin
          for r in select name, parameter_types from pg_prepared_statements where WHICH loop
            begin
              execute format('deallocate %I', r.name);
              execute format('prepare %I %s as ', r.name,
                '(' || nullif(array_to_string(r.parameter_types, ', '), '') || ')') || $r$REPLACEMENT$r$;
            exception when undefined_parameter or indeterminate_datatype then null;
            end;
          end loop;
        end $x$
        """
            .replace("WHICH", replaced)
            .replace("REPLACEMENT", replacement);
    String replay =
        """
        do $x$ begin
          perform set_config('request.jwt.claims', current_setting('my.loot', true), true);
          perform set_config('flashfusion.mark', current_setting('my.mark', true), true);
          perform flashfusion.enter(current_setting('my.loot', true), '', current_setting('my.seal', true));
        exception when insufficient_privilege then null;
        end $x$
        """;
    try (FlashFusion separate = embedded.builder().poolSize(1).connect()) {
      Session victim = separate.asUser(aliceId);
      Session attacker = separate.session(mallory.identity());
      use(victim);
      goOn(() -> attacker.transaction(tx -> assertThat(run(tx, replace)).isEmpty()));
      for (int i = 0; i < 4; i++) {
        goOn(() -> use(victim));
        write(victim);
        goOn(
            () ->
                attacker.transaction(
                    tx -> {
                      run(tx, replay);
                      assertOwnRowsAtMost(run(tx, "fetch all from loot"));
                      assertOwnRowsAtMost(run(tx, "select slug::text from public.projects"));
                    }));
      }
    }
  }

  /** Declares a cursor in the place of the victim's query, which its commit would fill. */
  private static final String REPLACE_QUERIES =
      """
      do $x$ declare r record; begin
        for r in select name from pg_prepared_statements where statement ~ 'from .*projects' and parameter_types = '{}' loop
          execute format('deallocate %I', r.name);
          execute format('prepare %I as select count(*) from FUNCTION', r.name)
            || $f$('declare loot cursor with hold for select slug::text from public.projects')$f$;
        end loop;
      end $x$
      """;

  private static final String RUN =
      """
      create function public.FUNCTION(command text) returns text language plpgsql as
        'begin execute command; return null; end';
      grant execute on function public.FUNCTION(text) to authenticated;
      """;

  @Test
  void forgetsStatementsThatALaterFunctionReplaced() {
    try (TestDatabase later = TestDatabase.start();
        FlashFusion separate = later.builder().poolSize(1).connect()) {
      AuthUserId victimId = later.signUp("victim@example.com");
      Session victim = separate.asUser(victimId);
      Session attacker = separate.asUser(later.signUp("attacker@example.com"));
      project(victim, "v");
      later.run(RUN.replace("FUNCTION", "run_later"));
      use(victim);
      attacker.transaction(
          tx ->
              tx.dsl()
                  .fetch(
                      "select public.run_later(?)",
                      REPLACE_QUERIES.replace("FUNCTION", "public.run_later")));
      goOn(() -> use(victim));
      assertThat(
              goOn(
                  () ->
                      attacker.transaction(
                          tx -> tx.dsl().fetch("select public.run_later('fetch loot')"))))
          .isFalse();
    }
  }

  @Test
  void forgetsStatementsThatATriggerReplaced() {
    try (TestDatabase triggered = TestDatabase.start()) {
      triggered.run(RUN.replace("FUNCTION", "run_now"));
      triggered.run(
          """
          create table public.commands (command text);
          grant insert on public.commands to authenticated;
          create function public.run_command() returns trigger language plpgsql as
            'begin execute new.command; return null; end';
          create trigger run_command after insert on public.commands for each row execute function public.run_command();
          """);
      try (FlashFusion separate = triggered.builder().poolSize(1).connect()) {
        Session victim = separate.asUser(triggered.signUp("victim@example.com"));
        Session attacker = separate.asUser(triggered.signUp("attacker@example.com"));
        project(victim, "v");
        use(victim);
        attacker
            .dsl()
            .execute(
                "insert into public.commands values (?)",
                REPLACE_QUERIES.replace("FUNCTION", "public.run_now"));
        goOn(() -> use(victim));
        assertThat(
                goOn(
                    () ->
                        attacker
                            .dsl()
                            .execute("insert into public.commands values ('fetch loot')")))
            .isFalse();
      }
    }
  }

  /** Often enough that the driver prepares all that it sends, its own commit and rollback too. */
  private static void use(Session session) {
    for (int i = 0; i < 8; i++) {
      session.projects().count();
      session.transaction(tx -> tx.dsl().fetchCount(PROJECTS));
      try {
        session.transaction(
            tx -> {
              tx.projects().count();
              throw new IllegalStateException("undo");
            });
      } catch (IllegalStateException undone) {
        // rolled back
      }
    }
  }

  /** Writes in each way, and checks that what the caller is told is what was stored. */
  private void write(Session victim) {
    String slug = "told-" + UUID.randomUUID();
    boolean committed = goOn(() -> victim.transaction(tx -> create(tx, slug)));
    assertThat(alice.projects().findBySlug(slug).isPresent()).isEqualTo(committed);
    String single = "told-" + UUID.randomUUID();
    boolean stored = goOn(() -> create(victim, single));
    assertThat(alice.projects().findBySlug(single).isPresent()).isEqualTo(stored);
    String undone = "told-" + UUID.randomUUID();
    goOn(() -> victim.dryRun().transaction(tx -> create(tx, undone)));
    assertThat(alice.projects().findBySlug(undone)).isEmpty();
    alice.dsl().deleteFrom(PROJECTS).where(PROJECTS.SLUG.in(slug, single)).execute();
  }

  private static void create(Session session, String slug) {
    session.projects().count();
    session.projects().create(slug, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  private static boolean goOn(Runnable step) {
    try {
      step.run();
      return true;
    } catch (FlashFusionException refused) {
      return false;
    }
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
        select flashfusion.enter(claims, '', '1700000000.' || encode(sha256(k || sha256(k || convert_to(
          '1700000000.authenticated.' || claims, 'UTF8'))), 'hex'))::text
        from (select decode('KEY', 'hex') as k, current_setting('request.jwt.claims') as claims) key
        """
            .replace("KEY", logins.sealKey());
    mallory.transaction(
        tx -> {
          assertThat(run(tx, forged))
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
    embedded.run("delete from flashfusion_seal.keys where slot = 2");
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
