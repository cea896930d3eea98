package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.access.World.Caller;
import ai.flashfusion.schema.access.World.Project;
import ai.flashfusion.schema.fixture.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageAccessTest {

  private static final String INSERT =
      "insert into public.ai_usage_logs (user_id, project_id, provider, model) values (?, ?, 'openai', 'gpt-4')";

  private static final World WORLD = new World();

  static {
    try (Sql sql = WORLD.database.sql()) {
      for (Caller caller : new Caller[] {Caller.OWNER, Caller.COLLABORATOR_EDITOR}) {
        sql.update(INSERT, WORLD.profileId(caller), WORLD.id(Project.PRIVATE));
      }
    }
  }

  @Test
  void userReadsTheirOwnUsageAloneEvenOnTheirOwnProject() {
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      assertThat(owner.lines("select user_id from public.ai_usage_logs"))
          .containsExactly(WORLD.profileId(Caller.OWNER).toString());
    }
  }

  @Test
  void anonymousNeitherReadsNorWritesUsage() {
    try (Sql anonymous = WORLD.database.asAnonymous()) {
      assertThat(anonymous.reaches("select from public.ai_usage_logs")).isFalse();
      assertThat(anonymous.reaches(INSERT, WORLD.profileId(Caller.OWNER), WORLD.id(Project.PUBLIC)))
          .isFalse();
    }
  }

  @Test
  void usageIsLoggedForOneselfAlone() {
    UUID self = WORLD.profileId(Caller.STRANGER);
    String insert =
        "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'gpt-4')";
    try (Sql stranger = WORLD.as(Caller.STRANGER)) {
      assertThat(stranger.update(insert, self)).isEqualTo(1);
      assertThat(stranger.sqlState(insert, WORLD.profileId(Caller.OWNER)))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(stranger.sqlState(insert, WORLD.person(Caller.STRANGER).authUserId()))
          .as("the auth user id in place of the profile id")
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void loggedUsageIsNeitherChangedNorDeleted() {
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      assertThat(owner.sqlState("update public.ai_usage_logs set cost_usd = 0"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(owner.sqlState("delete from public.ai_usage_logs"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(owner.sqlState("truncate public.ai_usage_logs"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void usageOutlivesTheProjectThatItsOwnerDeletes() {
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      owner.update("delete from public.projects where id = ?", WORLD.id(Project.PRIVATE));

      assertThat(owner.lines("select project_id from public.ai_usage_logs"))
          .containsExactly("null");
    }
  }

  @Test
  void serviceReadsAllUsage() {
    try (Sql service = WORLD.database.asService()) {
      assertThat(service.lines("select id from public.ai_usage_logs")).hasSize(2);
    }
  }
}
