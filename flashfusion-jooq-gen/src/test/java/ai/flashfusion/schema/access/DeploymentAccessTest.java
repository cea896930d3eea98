package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.access.World.Caller;
import ai.flashfusion.schema.access.World.Project;
import ai.flashfusion.schema.fixture.Sql;
import org.junit.jupiter.api.Test;

class DeploymentAccessTest {

  private static final World WORLD = new World();

  @Test
  void deploymentIsStartedInOnesOwnName() {
    String insert =
        "insert into public.deployments (project_id, user_id, provider) values (?, ?, 'vercel')";
    try (Sql editor = WORLD.as(Caller.COLLABORATOR_EDITOR)) {
      assertThat(editor.sqlState(insert, WORLD.id(Project.PRIVATE), WORLD.profileId(Caller.OWNER)))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(
              editor.sqlState(
                  insert,
                  WORLD.id(Project.PRIVATE),
                  WORLD.person(Caller.COLLABORATOR_EDITOR).authUserId()))
          .as("the auth user id in place of the profile id")
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void deploymentIsNotMoved() {
    try (Sql member = WORLD.as(Caller.TEAM_MEMBER)) {
      String move = "update public.deployments set project_id = ? where id = ?";
      assertThat(member.sqlState(move, WORLD.id(Project.PRIVATE), WORLD.deploymentOf(Project.TEAM)))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(
              member.sqlState(move, WORLD.id(Project.UNLISTED), WORLD.deploymentOf(Project.TEAM)))
          .as("another project of which the caller is editor")
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void readersOfPublicProjectSeeNoDeployment() {
    try (Sql anonymous = WORLD.database.asAnonymous();
        Sql stranger = WORLD.as(Caller.STRANGER)) {
      assertThat(anonymous.reaches("select from public.deployments")).isFalse();
      assertThat(stranger.reaches("select from public.deployments")).isFalse();
    }
  }

  @Test
  void removedCollaboratorSeesNothing() {
    try (Sql sql = WORLD.database.transaction()) {
      sql.update(
          "delete from public.project_collaborators where user_id = ?",
          WORLD.profileId(Caller.COLLABORATOR_EDITOR));
      sql.lines(
          "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ?, true)",
          "{\"sub\":\"" + WORLD.person(Caller.COLLABORATOR_EDITOR).authUserId() + "\"}");

      assertThat(sql.lines("select id from public.deployments")).isEmpty();
    }
  }

  @Test
  void serviceSeesAllDeployments() {
    try (Sql service = WORLD.database.asService()) {
      assertThat(service.lines("select id from public.deployments"))
          .hasSize(Project.values().length);
    }
  }
}
