package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.schema.migration.Migrations;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  private EmbeddedFlashFusion embedded;

  @BeforeEach
  void start() {
    embedded = EmbeddedFlashFusion.start();
  }

  @AfterEach
  void close() {
    embedded.close();
  }

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
      textBlock =
          """
          drop policy projects_select on public.projects | policy projects_select of public.projects | missing
          alter policy projects_select on public.projects using (true) | policy projects_select of public.projects | found for select to authenticated using (true)
          create policy hole on public.api_keys for select using (true) | policy hole of public.api_keys | not expected
          alter table public.webhooks disable row level security | row level security public.webhooks | missing
          alter table public.webhooks force row level security; alter table public.webhooks disable row level security | row level security public.webhooks | missing
          revoke insert on public.ai_usage_logs from authenticated | grant authenticated on public.ai_usage_logs | expected insert, select, found select
          grant update on public.profiles to authenticated | grant authenticated on public.profiles | found
          grant update (role) on public.profiles to authenticated | grant authenticated on public.profiles | found
          grant select on public.api_keys to anon | grant anon on public.api_keys | not expected: select
          revoke execute on function flashfusion.team_ids(text) from authenticated | grant authenticated on function flashfusion.team_ids(at_least text) | missing
          revoke usage on schema flashfusion from authenticated | grant authenticated on schema flashfusion | missing
          drop index public.idx_projects_team_visibility | index idx_projects_team_visibility of public.projects | missing
          alter table public.webhooks drop column secret | column public.webhooks.secret | missing
          alter table public.teams add column colour text | column public.teams.colour | not expected
          alter table public.profiles alter column bio type varchar(100) | column public.profiles.bio | expected text, found character varying(100)
          alter table public.projects alter column tags type text using tags::text | column public.projects.tags | expected text[], found text
          alter table public.api_keys alter column rate_limit drop default | column public.api_keys.rate_limit | expected integer default
          alter table public.teams alter column name drop not null | column public.teams.name | expected text not null, found text
          alter table public.team_members drop constraint team_members_role_check, add constraint team_members_role_check check (role in ('owner', 'admin', 'boss')) | constraint team_members_role_check of public.team_members | does not allow guest, member; allows boss in addition
          alter table public.teams drop constraint teams_slug_key | constraint teams_slug_key of public.teams | missing
          drop trigger guard_membership on public.team_members | trigger guard_membership of public.team_members | missing
          alter table public.team_members disable trigger guard_membership | trigger guard_membership of public.team_members | disabled
          drop trigger on_auth_user_created on auth.users | trigger on_auth_user_created of auth.users | missing
          create or replace function flashfusion.profile_id() returns uuid language sql stable as 'select null::uuid' | function flashfusion.profile_id() | not as expected
          """)
  void oneThingThatIsBrokenIsNamedAndMendedByItsFix(
      String sabotage, String subject, String problem) {
    run(sabotage);

    Diagnosis diagnosis = embedded.flashfusion().doctor();

    Finding finding =
        diagnosis.findings().stream()
            .filter(candidate -> candidate.subject().equals(subject))
            .findFirst()
            .orElseThrow(() -> new AssertionError(diagnosis.toString()));
    assertThat(finding.problem()).contains(problem);
    assertThat(diagnosis.toString()).contains("fix");
    diagnosis.findings().stream()
        .filter(each -> !each.subject().startsWith("table "))
        .forEach(each -> run(each.fix()));
    run("alter table public.webhooks no force row level security");
    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          comment on table public.teams is 'Ours'
          create index own on public.projects (name)
          create role reporting; grant select on public.projects to reporting; drop owned by reporting; drop role reporting
          alter table public.projects validate constraint projects_team_id_fkey
          create table public.customers (id int)
          """)
  void whatHarmsNothingIsNoFinding(String change) {
    run(change);

    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
  }

  @Test
  void aLoginThatIsSuperuserIsFoundThoughItCannotConnect() {
    assumeThat(embedded.login()).isEqualTo("authenticator");
    Diagnosis diagnosis = embedded.builder().user("postgres").doctor();

    assertThat(diagnosis.findings())
        .extracting(Finding::subject, Finding::problem)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "login postgres",
                "is superuser: row level security does not bind it if an identity is missing"),
            org.assertj.core.groups.Tuple.tuple(
                "login postgres", "owns 20 tables: row level security does not bind their owner"));
  }

  @Test
  void aLoginWithTooMuchOrTooLittleIsFound() {
    run(
        """
        drop role if exists test_doctor;
        create role test_doctor login inherit bypassrls password 'test';
        grant authenticated to test_doctor;
        """);
    try {
      Diagnosis diagnosis = embedded.builder().user("test_doctor").password("test").doctor();

      assertThat(diagnosis.findings())
          .extracting(Finding::problem)
          .containsExactly(
              "has BYPASSRLS: row level security does not bind it if an identity is missing",
              "has the rights of authenticated without becoming them",
              "cannot become anon, service_role");
      run("alter role test_doctor nobypassrls");
      diagnosis.findings().stream().skip(1).forEach(finding -> run(finding.fix()));
      assertThat(embedded.builder().user("test_doctor").password("test").doctor().findings())
          .isEmpty();
    } finally {
      run("drop role test_doctor");
    }
  }

  @Test
  void changesOfUsageThatNobodyFoldsAreFound() {
    String change =
        "insert into flashfusion_rollup.usage_deltas"
            + " select now(), 'openai', 'x', 0, 0, 0, 0, 0, 0 from generate_series(1, %d);"
            // Counts are told to others later otherwise.
            + " select pg_stat_force_next_flush()";
    run(change.formatted(100_000));
    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
    run(change.formatted(1));

    Finding finding = embedded.flashfusion().doctor().findings().get(0);

    assertThat(finding.subject()).isEqualTo("rollup of usage");
    assertThat(finding.problem()).contains("100001 changes to fold");
    run(finding.fix().replace(", every minute from now on", "; select pg_stat_force_next_flush()"));
    assertThat(embedded.flashfusion().doctor().findings()).isEmpty();
  }

  @Test
  void theDatabaseInUseTodayIsToldToBeAdopted() {
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
  void whatStandsInTheWayOfAdoptingIsToldByItself() {
    InUseDatabase database = InUseDatabase.beside(embedded);
    database.run("alter table public.webhooks drop column secret");

    assertThat(database.builder().doctor().findings())
        .contains(
            new Finding(
                "column public.webhooks.secret",
                "missing",
                "alter table public.webhooks add column secret text"));
  }

  @Test
  void aDatabaseWithoutTablesIsToldToBeMigrated() {
    InUseDatabase database = InUseDatabase.beside(embedded);
    database.run("drop schema public cascade; create schema public");

    assertThat(database.builder().doctor().findings())
        .containsExactly(
            new Finding("database", "has none of the tables", "Migrations.migrate(owner)"));
  }

  @Test
  void commandEndsWithZeroOneOrTwo() {
    String[] args = {embedded.url(), embedded.login()};
    assertThat(command(args)).isEqualTo("0 Nothing is wrong.\n");
    run("drop policy projects_select on public.projects");
    assertThat(command(args))
        .startsWith("1 what ")
        .contains("policy projects_select of ", "create policy projects_select")
        .endsWith("1 findings\n");
    assertThat(command(embedded.url())).startsWith("2 usage");
    assertThat(command("jdbc:postgresql://127.0.0.1:1/none", "nobody")).startsWith("2 cannot");
  }

  @Test
  void aDatabaseThatIsNotThereIsAConnectionError() {
    assertThatThrownBy(
            () ->
                embedded
                    .builder()
                    .url("jdbc:postgresql://127.0.0.1:1/none")
                    .connectionTimeout(Duration.ofMillis(300))
                    .doctor())
        .isInstanceOf(ConnectionException.class);
  }

  private String command(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        DoctorCommand.run(
            args, embedded.password(), new PrintStream(out, true, StandardCharsets.UTF_8));
    return code + " " + out.toString(StandardCharsets.UTF_8);
  }

  private void run(String script) {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in: " + script, e);
    }
  }
}
