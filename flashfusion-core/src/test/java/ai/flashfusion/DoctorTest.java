package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.schema.migration.Migrations;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {

  @AutoClose private final TestDatabase embedded = TestDatabase.start();

  @Test
  void aMigratedDatabaseAndAPowerlessLoginAreHealthy() {
    Diagnosis diagnosis = embedded.flashfusion().doctor();

    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.isHealthy()).isTrue();
    assertThat(diagnosis).hasToString("Nothing is wrong.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          comment on table public.teams is 'Ours'
          create index own on public.projects (name)
          create role reporting; grant select on public.projects to reporting; drop owned by reporting; drop role reporting
          alter table public.projects validate constraint projects_team_id_fkey
          create table public.customers (id int); alter table public.customers enable row level security; revoke truncate on public.customers from anon, authenticated
          create view public.mine with (security_invoker = true) as select * from public.projects
          create view public.sums as select 1 as one
          create function public.own() returns int language sql security definer as 'select 1'
          create function public.other() returns trigger language plpgsql security definer as 'begin delete from public.notifications; return null; end'
          alter role authenticated set statement_timeout = '8s'; alter role authenticated reset statement_timeout
          alter table public.ai_usage_logs set (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 90)
          alter table public.teams alter column slug set (n_distinct = 7), alter column name set statistics 7
          update pg_attribute set attoptions = '{pg_attver=1}' where attrelid in (select oid from pg_class where relkind = 'r')
          select flashfusion_audit.enable('public.teams')
          create schema flashfusion_reports; create table flashfusion_reports.own (id int)
          create schema hidden; create view hidden.all_keys as select * from public.api_keys
          create publication other for table auth.users
          create or replace function auth.uid() returns uuid language sql stable as $$ SELECT coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid; -- of old $$
          """)
  void ignoresHarmlessObjects(String change) {
    embedded.run(change);

    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"transform_null_equals=on", "request.jwt.claim.sub=me", "array_nulls=off"})
  void findsUnsafeSettingOfConnection(String setting) {
    String url = embedded.url() + "?options=-c%20" + setting;

    assertThat(embedded.builder().url(url).doctor().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject())
                  .isEqualTo("setting " + setting.substring(0, setting.indexOf('=')));
              assertThat(finding.who()).isEqualTo("the application");
              assertThat(finding.fix())
                  .startsWith("remove " + setting.substring(0, setting.indexOf('=')) + " from the");
            });
  }

  @Test
  void findsSuperuserLoginThatCannotConnect() {
    assumeThat(embedded.login()).isEqualTo("authenticator");
    Diagnosis diagnosis = embedded.builder().user("postgres").doctor();

    assertThat(diagnosis.findings())
        .extracting(Finding::subject, Finding::problem)
        .containsExactly(
            tuple(
                "login postgres",
                "is superuser: row level security does not bind it if an identity is missing"),
            tuple(
                "login postgres", "owns 22 tables: row level security does not bind their owner"));
  }

  @Test
  void findsLoginWithTooManyOrTooFewRights() {
    embedded.run(
        """
        drop role if exists test_doctor;
        create role test_doctor login inherit bypassrls password 'test';
        grant authenticated to test_doctor;
        """);
    try {
      Diagnosis diagnosis = bare().user("test_doctor").password("test").doctor();

      assertThat(diagnosis.findings())
          .extracting(Finding::problem)
          .containsExactly(
              "has BYPASSRLS: row level security does not bind it if an identity is missing",
              "has the rights of authenticated without becoming them",
              "cannot become anon, service_role");
      embedded.run("alter role test_doctor nobypassrls");
      diagnosis.findings().stream().skip(1).forEach(finding -> embedded.run(finding.fix()));
      assertThat(bare().user("test_doctor").password("test").doctor().findings()).isEmpty();
    } finally {
      embedded.run("drop role test_doctor");
    }
  }

  @Test
  void findsObjectsAndRightsOfLogin() {
    embedded.run(
        """
        drop role if exists test_doctor;
        create role test_doctor login noinherit createrole createdb replication password 'test';
        grant anon, authenticated, service_role to test_doctor;
        create function public.its() returns int language sql as 'select 1';
        alter function public.its() owner to test_doctor;
        """);
    try {
      FlashFusionBuilder builder = bare().user("test_doctor").password("test");
      List<Finding> findings =
          builder.doctor().findings().stream()
              .filter(finding -> finding.who().equals("a superuser"))
              .toList();

      assertThat(findings)
          .extracting(Finding::subject, Finding::problem)
          .containsExactlyInAnyOrder(
              tuple("login test_doctor", "may create roles"),
              tuple("login test_doctor", "may create databases"),
              tuple("login test_doctor", "may read every row from the log"),
              tuple("login test_doctor", "owns objects of its own: 1"));
      findings.forEach(finding -> embedded.run(finding.fix()));
      assertThat(builder.doctor().findings()).doesNotContainAnyElementsOf(findings);
    } finally {
      embedded.run("drop owned by test_doctor; drop role test_doctor");
    }
  }

  @Test
  void advisesAgainstSingleUnsealedLogin() {
    Diagnosis diagnosis = bare().user(embedded.login()).password(embedded.password()).doctor();

    assertThat(diagnosis.isHealthy()).isTrue();
    assertThat(diagnosis.advice())
        .extracting(Finding::problem)
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("can become service_role"),
            two -> assertThat(two).contains("no key in flashfusion_seal.keys"));
    assertThat(diagnosis.toString()).contains("Advice", "Logins.random().script()");
    assertThat(embedded.builder().doctor().advice()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "autosave=always",
        "reWriteBatchedInserts=true",
        "options=-c%20standard_conforming_strings=off"
      })
  void findsModeThatConnectingRefuses(String mode) {
    assertThat(embedded.builder().url(embedded.url() + "?" + mode).doctor().findings())
        .filteredOn(finding -> finding.subject().equals("connection"))
        .singleElement()
        .satisfies(
            finding -> assertThat(mode).contains(finding.problem().replaceFirst("(?s)[= ].*", "")));
  }

  @Test
  void findsUserLoginThatCanBecomeServiceDespiteServiceLogin() {
    String user = embedded.logins().user();
    embedded.run("grant service_role to " + user);
    try {
      Finding finding = embedded.flashfusion().doctor().findings().get(0);
      assertThat(finding.subject()).isEqualTo("login " + user);
      assertThat(finding.problem()).contains("can become service_role");
      embedded.run(finding.fix());
      assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
    } finally {
      embedded.run("revoke service_role from " + user);
    }
  }

  @Test
  void findsMissingOrWrongKey() {
    Logins logins = embedded.logins();
    FlashFusionBuilder without = bare().user(logins.user()).password(logins.userPassword());
    assertThat(without.doctor().findings())
        .extracting(Finding::problem)
        .containsExactly("must seal its identities, and no key is given");
    assertThat(without.sealKey(Logins.random().sealKey()).doctor().findings())
        .extracting(Finding::problem)
        .containsExactly(
            "seals its identities with a key that flashfusion_seal.keys does not have for it");
    assertThat(without.sealKey(logins.sealKey()).doctor().findings()).isEmpty();
  }

  @Test
  void findsUnfoldedUsage() {
    String change =
        "insert into flashfusion_rollup.usage_deltas"
            + " select now(), 'openai', 'x', 0, 0, 0, 0, 0, 0 from generate_series(1, %d);"
            // Otherwise others see the counts only later.
            + " select pg_stat_force_next_flush()";
    embedded.run(change.formatted(100_000));
    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
    embedded.run(change.formatted(1));

    Finding finding = embedded.flashfusion().doctor().findings().get(0);

    assertThat(finding.subject()).isEqualTo("rollup of usage");
    assertThat(finding.problem()).contains("100001 changes to fold");
    embedded.run(finding.fix() + "\n; select pg_stat_force_next_flush()");
    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
  }

  @Test
  void advisesAdoptionOfDatabaseInUse() {
    InUseDatabase database = InUseDatabase.beside(embedded);

    Diagnosis diagnosis = database.builder().doctor();

    assertThat(diagnosis.findings())
        .hasSize(18)
        .allSatisfy(finding -> assertThat(finding.fix()).isEqualTo("Migrations.adopt(owner)"))
        .extracting(Finding::subject)
        .contains("schema flashfusion", "public.projects", "auth.users");
    Migrations.adopt(database.owner());
    assertThat(database.builder().doctor().findings()).isEmpty();
  }

  @Test
  void reportsDriftThatPreventsAdoption() {
    InUseDatabase database = InUseDatabase.beside(embedded);
    database.run("alter table public.webhooks drop column secret");

    assertThat(database.builder().doctor().findings())
        .contains(
            new Finding(
                "column public.webhooks.secret",
                "missing",
                "postgres",
                "alter table public.webhooks add column secret text"));
  }

  @Test
  void advisesMigrationOfEmptyDatabase() {
    InUseDatabase database = InUseDatabase.beside(embedded);
    database.run(
        "drop schema public cascade; create schema public;"
            + " grant usage on schema public to anon, authenticated, service_role");

    assertThat(database.builder().doctor().findings())
        .containsExactly(
            new Finding(
                "database",
                "has none of the tables",
                "the application",
                "Migrations.migrate(owner)"));
  }

  @Test
  void commandExitsWithZeroOneOrTwo() {
    String[] args = {embedded.url(), embedded.login()};
    assertThat(command(args)).startsWith("0 Nothing is wrong.\n\nAdvice\n");
    embedded.run("drop policy projects_select on public.projects");
    assertThat(command(args))
        .startsWith("1 what ")
        .contains("policy projects_select of ", "create policy projects_select")
        .contains("1 findings\n");
    assertThat(command(embedded.url())).startsWith("2 usage");
    assertThat(command("jdbc:postgresql://127.0.0.1:1/none", "nobody")).startsWith("2 cannot");
  }

  @Test
  void missingDatabaseCausesConnectionException() {
    assertThatThrownBy(
            () ->
                embedded
                    .builder()
                    .url("jdbc:postgresql://127.0.0.1:1/none")
                    .connectionTimeout(Duration.ofMillis(300))
                    .doctor())
        .isInstanceOf(ConnectionException.class);
  }

  /** A builder with one login for everything, and no seals. */
  private FlashFusionBuilder bare() {
    return FlashFusion.builder().url(embedded.url());
  }

  private String command(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        DoctorCommand.run(
            args, embedded.password(), null, new PrintStream(out, true, StandardCharsets.UTF_8));
    return code + " " + out.toString(StandardCharsets.UTF_8);
  }
}
