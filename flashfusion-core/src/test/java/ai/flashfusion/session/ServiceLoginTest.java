package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.sharing.Operation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Service sessions log in by themselves; users' sessions cannot become the service. */
class ServiceLoginTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Logins logins = embedded.logins();
  static final AuthUserId user = embedded.signUp("user@example.com");
  static final ProjectId project =
      embedded
          .flashfusion()
          .asUser(user)
          .projects()
          .create("P", "p", ProjectFramework.REACT, ProjectVisibility.PRIVATE)
          .getId();

  private static FlashFusionBuilder usersAlone() {
    return FlashFusion.builder()
        .url(embedded.url())
        .user(logins.user())
        .password(logins.userPassword())
        .sealKey(logins.sealKey());
  }

  private static String login(Session session) {
    return String.valueOf(session.dsl().fetchValue("select session_user"));
  }

  @Test
  void eachIdentityUsesItsLogin() {
    FlashFusion flashfusion = embedded.flashfusion();
    assertThat(login(flashfusion.asUser(user))).isEqualTo(logins.user());
    assertThat(login(flashfusion.asAnonymous())).isEqualTo(logins.user());
    assertThat(login(flashfusion.asService("who am I"))).isEqualTo(logins.service());
    flashfusion
        .asService("who am I")
        .transaction(tx -> assertThat(login(tx)).isEqualTo(logins.service()));
  }

  @Test
  void loginOfUsersCannotBecomeTheService() throws SQLException {
    PGSimpleDataSource bare = new PGSimpleDataSource();
    bare.setUrl(embedded.url());
    for (String[] attempt :
        new String[][] {
          {logins.user(), logins.userPassword(), "set role service_role"},
          {logins.user(), logins.userPassword(), "set role " + logins.service()},
          {logins.service(), logins.servicePassword(), "set role authenticated"}
        }) {
      try (Connection connection = bare.getConnection(attempt[0], attempt[1]);
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(attempt[2]))
            .hasMessageContaining("permission denied to set role");
      }
    }
  }

  @Test
  void explainAccessUsesLoginOfExplainedIdentity() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      try {
        // The trial is rolled back together with what a trigger writes, but not a sequence.
        statement.execute(
            """
            create sequence public.tries;
            create function public.see() returns trigger language plpgsql security definer as
              $$ begin if session_user = '%s' then perform nextval('public.tries'); end if; return new; end $$;
            create trigger see before update on public.projects for each row execute function public.see();
            """
                .formatted(logins.user()));
        embedded
            .flashfusion()
            .asService("explain")
            .explainAccess(
                embedded.flashfusion().asUser(user).identity(),
                PROJECTS.ID,
                project,
                Operation.UPDATE);
        try (ResultSet tries = statement.executeQuery("select is_called from public.tries")) {
          tries.next();
          assertThat(tries.getBoolean(1)).isTrue();
        }
      } finally {
        statement.execute(
            "drop trigger see on public.projects; drop function public.see(); drop sequence public.tries");
      }
    }
  }

  @Test
  void poolOfTheServiceIsOpenedByItsFirstSession() {
    int before = connections(logins.service());
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(2).connect()) {
      flashfusion.asUser(user).projects().count();
      Session service = flashfusion.asService("count");
      assertThat(connections(logins.service())).isEqualTo(before);
      assertThat(service.projects().count()).isPositive();
      assertThat(connections(logins.service())).isGreaterThan(before);
      proxy.reset();
      service.projects().count();
      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
  }

  private static int connections(String login) {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement();
        ResultSet count =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where datname = current_database() and usename = '"
                    + login
                    + "'")) {
      count.next();
      return count.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesServiceSessionsThatNoLoginCanServe() {
    try (FlashFusion flashfusion = usersAlone().connect()) {
      assertThat(flashfusion.asUser(user).projects().count()).isEqualTo(1);
      assertThatThrownBy(() -> flashfusion.asService("count"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(logins.user())
          .hasMessageContaining("serviceLogin(user, password)");
    }
  }

  @Test
  void refusesALoginOfTheServiceThatCannotServe() {
    try (FlashFusion flashfusion =
        usersAlone().serviceLogin(logins.user(), logins.userPassword()).connect()) {
      Session service = flashfusion.asService("count");
      assertThatThrownBy(() -> service.projects().count())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("cannot become service_role");
      assertThat(flashfusion.asUser(user).projects().count()).isEqualTo(1);
    }
    try (FlashFusion flashfusion = usersAlone().serviceLogin("nobody", "").connect()) {
      assertThatThrownBy(() -> flashfusion.asService("count").projects().count())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("nobody");
    }
  }

  @Test
  void rejectsConflictingSettings() {
    PGSimpleDataSource bare = new PGSimpleDataSource();
    assertThatThrownBy(
            () -> usersAlone().serviceLogin("a", "b").serviceDataSource(bare).connect().close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("name one of them");
    assertThatThrownBy(
            () -> usersAlone().url(embedded.url() + "?user=postgres&password=x").connect().close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'postgres'")
        .hasMessageNotContaining("password=x");
  }

  @Test
  void usesADataSourceOfTheCallers() {
    PGSimpleDataSource users = dataSource(logins.user(), logins.userPassword());
    PGSimpleDataSource service = dataSource(logins.service(), logins.servicePassword());
    try (FlashFusion flashfusion =
        FlashFusion.builder()
            .dataSource(users)
            .serviceDataSource(service)
            .sealKey(logins.sealKey())
            .connect()) {
      assertThat(login(flashfusion.asUser(user))).isEqualTo(logins.user());
      assertThat(login(flashfusion.asService("who am I"))).isEqualTo(logins.service());
    }
  }

  private static PGSimpleDataSource dataSource(String login, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(embedded.url());
    source.setUser(login);
    source.setPassword(password);
    return source;
  }

  @Test
  void loginsHaveSeparateTransactions() {
    FlashFusion flashfusion = embedded.flashfusion();
    Session service = flashfusion.asService("count");
    List<String> refused = new ArrayList<>();
    flashfusion
        .asUser(user)
        .transaction(
            tx -> {
              tx.projects().count();
              try {
                service.projects().count();
              } catch (TransactionException e) {
                refused.add(e.getMessage());
              }
            });
    assertThat(refused).singleElement().asString().contains("a transaction has one identity");
  }
}
