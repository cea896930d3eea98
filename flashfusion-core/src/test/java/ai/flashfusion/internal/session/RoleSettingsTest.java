package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Roles belong to the whole server, so these settings are made in this database only. */
@Isolated
class RoleSettingsTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  private void set(String role, String setting) {
    embedded.run(
        "alter role " + role + " in database \"" + embedded.database() + "\" set " + setting);
  }

  @AfterEach
  void reset() {
    for (String role : new String[] {"anon", "authenticated", "service_role"}) {
      embedded.run("alter role " + role + " in database \"" + embedded.database() + "\" reset all");
    }
  }

  private static Object shown(Session session, String setting) {
    return session.dsl().fetchValue("select current_setting('" + setting + "')");
  }

  @Test
  void settingsOfRolesApply() {
    set("authenticated", "statement_timeout = '7s'");
    set("authenticated", "work_mem = '5MB'");
    set("authenticated", "lock_timeout = '2s'");
    set("authenticated", "enable_hashjoin = off");
    set("anon", "statement_timeout = '3s'");
    try (FlashFusion flashfusion = embedded.builder().connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      assertThat(shown(alice, "statement_timeout")).isEqualTo("7s");
      assertThat(shown(alice, "work_mem")).isEqualTo("5MB");
      assertThat(shown(alice, "lock_timeout")).isEqualTo("2s");
      assertThat(shown(alice, "enable_hashjoin")).isEqualTo("off");
      alice.transaction(tx -> assertThat(shown(tx, "lock_timeout")).isEqualTo("2s"));
      assertThat(shown(flashfusion.asAnonymous(), "statement_timeout")).isEqualTo("3s");
      assertThat(shown(flashfusion.asAnonymous(), "lock_timeout")).isEqualTo("0");
      assertThat(shown(flashfusion.asService("a test"), "statement_timeout")).isEqualTo("0");
      assertThat(shown(flashfusion.asService("a test"), "work_mem")).isNotEqualTo("5MB");
    }
  }

  @Test
  void statementTimeoutOfRoleEndsStatements() {
    set("authenticated", "statement_timeout = 200");
    try (FlashFusion flashfusion = embedded.builder().connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      assertThatThrownBy(() -> alice.dsl().fetch("select pg_sleep(5)"))
          .isInstanceOf(StatementTimeoutException.class);
    }
  }

  @Test
  void settingOfCodeCountsMoreThanThatOfRole() {
    set("authenticated", "statement_timeout = '7s'");
    try (FlashFusion flashfusion =
        embedded.builder().statementTimeout(Duration.ofSeconds(9)).connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      assertThat(shown(alice, "statement_timeout")).isEqualTo("9s");
    }
  }

  @Test
  void roleCanHaveNoLimit() {
    set("authenticated", "statement_timeout = 0");
    try (FlashFusion flashfusion = embedded.builder().connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      assertThat(shown(alice, "statement_timeout")).isEqualTo(Integer.MAX_VALUE + "ms");
    }
  }

  @Test
  void settingsThatCouldChangeMeaningOrIdentityAreIgnoredAndNamedByDoctor() {
    set("authenticated", "standard_conforming_strings = off");
    set("authenticated", "\"request.jwt.claim.sub\" = 'me'");
    set("authenticated", "row_security = off");
    set("authenticated", "search_path = pg_temp");
    set("authenticated", "datestyle = 'German'");
    try (FlashFusion flashfusion = embedded.builder().connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      for (String setting : new String[] {"standard_conforming_strings", "row_security"}) {
        assertThat(shown(alice, setting)).isEqualTo("on");
      }
      assertThat(shown(alice, "datestyle")).isEqualTo("ISO, MDY");
      assertThat(flashfusion.doctor().advice())
          .anySatisfy(
              advice ->
                  assertThat(advice.problem())
                      .contains(
                          "DateStyle, request.jwt.claim.sub, row_security, search_path,"
                              + " standard_conforming_strings"));
    }
  }

  @Test
  @Timeout(60)
  void settingsAreReadAgainWhenTheyAreOld() throws Exception {
    try (ConnectionSource source = ConnectionSource.of(embedded.owner(), false)) {
      Login login = LoginCheck.run(source, "postgres", null, Duration.ofSeconds(10));
      RoleSettings later = RoleSettings.of(new String[] {"authenticated statement_timeout=7s"});
      Scopes scopes =
          new Scopes(
              null,
              null,
              login,
              new Retries(RetryPolicy.none(), Duration.ZERO),
              () -> later,
              Duration.ofNanos(1));
      Identity alice = Identity.user(AuthUserId.random());
      while (scopes.statementMillis(alice) != 7_000) {
        Thread.sleep(1);
      }
      assertThat(scopes.preamble(alice, true).sql()).contains("statement_timeout");
    }
  }

  @Test
  @Timeout(60)
  void settingsThatCannotBeReadAgainStay() throws Exception {
    try (ConnectionSource source = ConnectionSource.of(embedded.owner(), false)) {
      Login login = LoginCheck.run(source, "postgres", null, Duration.ofSeconds(10));
      AtomicInteger tries = new AtomicInteger();
      Scopes scopes =
          new Scopes(
              null,
              null,
              login,
              new Retries(RetryPolicy.none(), Duration.ZERO),
              () -> {
                tries.incrementAndGet();
                throw new ConnectionException("gone", null);
              },
              Duration.ofNanos(1));
      Identity alice = Identity.user(AuthUserId.random());
      while (tries.get() < 3) {
        assertThat(scopes.statementMillis(alice)).isEqualTo(30_000);
        Thread.sleep(1);
      }
    }
  }

  @Test
  void quotesInValuesStayValues() {
    assertThat(RoleSettings.of(new String[] {"anon work_mem=1'; drop table x; --"}).calls("anon"))
        .isEqualTo("pg_catalog.set_config('work_mem', '1''; drop table x; --', true), ");
  }

  @Test
  void unitsOfTimeAreThoseOfPostgres() {
    for (String[] each :
        new String[][] {
          {"250", "250"},
          {"250ms", "250"},
          {"8s", "8000"},
          {"1.5 min", "90000"},
          {"1h", "3600000"},
          {"1d", "86400000"},
          {"1000us", "1"},
          {"0", "0"}
        }) {
      assertThat(
              RoleSettings.of(new String[] {"anon statement_timeout=" + each[0]})
                  .statementMillis("anon"))
          .as(each[0])
          .isEqualTo(Long.parseLong(each[1]));
    }
  }
}
