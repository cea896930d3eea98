package ai.flashfusion.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks that the actor is the user of the session, not the owner of the function that writes the
 * entry.
 */
class ActorTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final String ACTORS =
      "select auth_user, role, login, reason from flashfusion_audit.entries order by id";

  private static Person alice;

  @BeforeAll
  static void start() {
    try (Sql owner = DATABASE.sql()) {
      alice = Person.signUp(owner, "alice");
      Audit.enable(owner, "projects", "ai_usage_logs", "profiles");
    }
  }

  @Test
  void aUserIsNamedByTheirAuthId() {
    try (Sql user = DATABASE.asUser(alice)) {
      insertProject(user);
      assertThat(user.lines(ACTORS))
          .containsExactly(alice.authUserId() + " | authenticated | authenticator | null");
    }
  }

  @Test
  void theServiceIsNamedWithItsReason() {
    try (Sql service = DATABASE.asService()) {
      service.lines("select set_config('flashfusion.reason', 'nightly run', true)");
      insertProject(service);
      assertThat(service.lines(ACTORS))
          .containsExactly("null | service_role | authenticator | nightly run");
    }
  }

  @Test
  void actorWithoutIdentityIsLogin() {
    try (Sql owner = DATABASE.transaction()) {
      insertProject(owner);
      assertThat(owner.lines(ACTORS)).containsExactly("null | postgres | postgres | null");
    }
  }

  @Test
  void settingLeftByEarlierTransactionNamesNobody() {
    try (Sql service = DATABASE.asService()) {
      service.lines("select set_config('flashfusion.reason', '', true)");
      insertProject(service);
      assertThat(service.lines(ACTORS))
          .containsExactly("null | service_role | authenticator | null");
    }
  }

  @Test
  void actorOfCascadeIsWhoeverDeleted() {
    try (Sql user = DATABASE.asUser(alice)) {
      insertProject(user);
      user.update(
          "insert into public.ai_usage_logs (user_id, project_id, provider, model) select user_id, id, 'openai', 'm' from public.projects");
      user.update("delete from public.projects");
      assertThat(
              user.lines(
                  "select distinct auth_user, role from flashfusion_audit.entries where operation = 'update'"))
          .containsExactly(alice.authUserId() + " | authenticated");
    }
  }

  @Test
  void aSignUpIsRecordedUnderTheLoginOfTheAuthService() {
    try (Sql owner = DATABASE.transaction()) {
      Person.signUp(owner, "bob");
      assertThat(owner.lines(ACTORS)).containsExactly("null | postgres | postgres | null");
    }
  }

  private static void insertProject(Sql sql) {
    sql.update(
        "insert into public.projects (user_id, name, slug) values (?, 'Mine', 'mine')",
        alice.profileId());
  }
}
