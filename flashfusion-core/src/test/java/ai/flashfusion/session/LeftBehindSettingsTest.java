package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Settings that somebody else left on the connection, the login or the database, under an unsealed
 * login: an identity is what the frame says. ME and OTHER are auth user ids.
 */
class LeftBehindSettingsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final AuthUserId me = embedded.signUp("me@example.com");
  static final AuthUserId other = embedded.signUp("other@example.com");

  @BeforeAll
  static void start() throws SQLException {
    project(me, "mine");
    project(other, "others-1");
    project(other, "others-2");
    owner("grant temporary on database " + embedded.database() + " to public");
  }

  private static void project(AuthUserId user, String slug) {
    Session session = embedded.flashfusion().asUser(user);
    session.projects().create(slug, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  private static void owner(String sql) throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role none"); // what is given to all is given to the owner, too
      statement.execute(sql);
    }
  }

  /** Each on its own; what a session can set, a login and a database can set for it. */
  static Stream<String> settings() {
    return Stream.of(
        "request.jwt.claim.sub = 'OTHER'",
        "request.jwt.claim.role = 'service_role'",
        "request.jwt.claim.email = 'other@example.com'",
        "request.jwt.claim = '{\"sub\":\"OTHER\",\"role\":\"service_role\"}'",
        "request.jwt.claims = '{\"sub\":\"OTHER\",\"role\":\"service_role\"}'",
        "flashfusion.reason = 'left behind'",
        "flashfusion.seal = '1.0'",
        "role = 'service_role'",
        "role = 'authenticated'",
        "search_path = 'pg_temp', 'public'",
        "search_path = 'public', 'pg_catalog'",
        "row_security = on");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void sessionLeavesNoIdentityBehind(String setting) throws SQLException {
    withPool(
        pool -> {
          execute(pool, "set " + named(setting));
          assertIdentity(pool);
        });
  }

  @ParameterizedTest
  @MethodSource("settings")
  void loginAndDatabaseGiveNoIdentity(String setting) throws SQLException {
    String name = setting.substring(0, setting.indexOf(' '));
    for (String target :
        List.of(
            "role " + embedded.login(),
            "database " + embedded.database(),
            "role " + embedded.login() + " in database " + embedded.database())) {
      owner("alter " + target + " set " + named(setting));
      try {
        withPool(LeftBehindSettingsTest::assertIdentity);
      } finally {
        owner("alter " + target + " reset " + name);
      }
    }
  }

  @Test
  void connectionWithoutRowSecurityIsNotUsedAgain() throws SQLException {
    owner(
        "create function public.leave_row_security() returns text language sql"
            + " as 'select set_config(''row_security'', ''off'', false)'");
    withPool(
        pool -> {
          try (FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
            Session session = flashfusion.asUser(me);
            session.dsl().fetchValue("select public.leave_row_security()");
            assertThatThrownBy(() -> session.projects().count())
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("has set row_security to off");
            assertIdentity(session);
          }
        });
  }

  @Test
  void temporaryTablesShadowNoNames() throws SQLException {
    withPool(
        pool -> {
          for (String left :
              List.of(
                  "create temporary table projects (id uuid, slug text)",
                  "insert into pg_temp.projects values (gen_random_uuid(), 'trap')",
                  "create temporary view teams as select gen_random_uuid() as id",
                  "create domain pg_temp.uuid as text")) {
            execute(pool, left);
          }
          assertIdentity(pool);
          execute(pool, "create temporary table projects (id uuid, slug text)");
          try (FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
            flashfusion
                .asUser(me)
                .transaction(
                    tx ->
                        assertThat(tx.dsl().fetchValue("select count(*) from projects"))
                            .isEqualTo(1L));
          }
        });
  }

  private static String named(String setting) {
    return setting.replace("OTHER", other.toString());
  }

  private interface Use {
    void with(HikariDataSource pool) throws SQLException;
  }

  private static void withPool(Use use) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.login());
    config.setPassword(embedded.password());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      use.with(pool);
    }
  }

  private static void execute(HikariDataSource pool, String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertIdentity(HikariDataSource pool) {
    try (FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
      Session session = flashfusion.asUser(me);
      for (int i = 0; i < 8; i++) {
        assertIdentity(session);
        session.transaction(LeftBehindSettingsTest::assertIdentity);
        assertThat(flashfusion.asAnonymous().dsl().fetchCount(PROJECTS)).isZero();
        assertThat(flashfusion.asAnonymous().dsl().fetchValue("select auth.uid()")).isNull();
        assertThat(flashfusion.asService("count").dsl().fetchCount(PROJECTS)).isEqualTo(3);
        assertThat(flashfusion.asService("count").dsl().fetchValue("select auth.uid()")).isNull();
      }
    }
  }

  private static void assertIdentity(Session session) {
    Supplier<List<String>> slugs =
        () -> session.dsl().fetch("select slug from projects").getValues(0, String.class);
    assertThat(slugs.get()).containsExactly("mine");
    assertThat(session.dsl().fetchValues(PROJECTS.SLUG)).containsExactly("mine");
    assertThat(session.dsl().fetchValue("select auth.uid()", UUID.class)).isEqualTo(me.value());
    assertThat(session.dsl().fetchValue("select auth.role()")).isEqualTo("authenticated");
    assertThat(session.dsl().fetchValue("select auth.email()")).isNull();
    assertThat(session.dsl().fetchValue("select auth.jwt() ->> 'sub'")).isEqualTo(me.toString());
    assertThat(session.dsl().fetchValue("select flashfusion.auth_user_id()", UUID.class))
        .isEqualTo(me.value());
  }
}
