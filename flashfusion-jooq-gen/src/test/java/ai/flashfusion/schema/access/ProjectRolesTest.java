package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.access.World.Caller;
import ai.flashfusion.schema.access.World.Project;
import ai.flashfusion.schema.access.World.Role;
import ai.flashfusion.schema.fixture.Sql;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Each test names the lowest role that a right needs, and tries it with all callers and projects.
 */
class ProjectRolesTest {

  private static final World WORLD = new World();

  @Test
  void readersReadProject() {
    assertNeeds(
        Role.READER,
        (sql, caller, project) ->
            sql.reaches("select from public.projects where id = ?", WORLD.id(project)));
  }

  @Test
  void adminsChangeProject() {
    assertNeeds(
        Role.ADMIN,
        (sql, caller, project) ->
            sql.reaches(
                "update public.projects set description = 'x' where id = ?", WORLD.id(project)));
  }

  @Test
  void ownersDeleteProject() {
    assertNeeds(
        Role.OWNER,
        (sql, caller, project) ->
            sql.reaches("delete from public.projects where id = ?", WORLD.id(project)));
  }

  @Test
  void viewersButNotReadersReadDeployments() {
    assertNeeds(
        Role.VIEWER,
        (sql, caller, project) ->
            sql.reaches(
                "select from public.deployments where id = ?", WORLD.deploymentOf(project)));
  }

  @Test
  void editorsDeploy() {
    assertNeeds(
        Role.EDITOR,
        (sql, caller, project) ->
            sql.reaches(
                "insert into public.deployments (project_id, user_id, provider) values (?, ?, 'aws')",
                WORLD.id(project),
                WORLD.profileIdOrStrangers(caller)));
  }

  @Test
  void editorsChangeDeployments() {
    assertNeeds(
        Role.EDITOR,
        (sql, caller, project) ->
            sql.reaches(
                "update public.deployments set status = 'ready' where id = ?",
                WORLD.deploymentOf(project)));
  }

  @Test
  void adminsDeleteDeployments() {
    assertNeeds(
        Role.ADMIN,
        (sql, caller, project) ->
            sql.reaches(
                "delete from public.deployments where id = ?", WORLD.deploymentOf(project)));
  }

  @Test
  void viewersButNotReadersLogUsageOnProject() {
    assertNeeds(
        Role.VIEWER,
        (sql, caller, project) ->
            sql.reaches(
                """
                insert into public.ai_usage_logs (user_id, project_id, provider, model)
                values (?, ?, 'openai', 'gpt-4')
                """,
                WORLD.profileIdOrStrangers(caller),
                WORLD.id(project)));
  }

  private static void assertNeeds(Role lowest, Right right) {
    Set<String> expected = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (Caller caller : Caller.values()) {
      try (Sql sql = WORLD.as(caller)) {
        for (Project project : Project.values()) {
          String cell = caller + " on " + project;
          if (World.roleOf(caller, project).compareTo(lowest) >= 0) {
            expected.add(cell);
          }
          if (right.holds(sql, caller, project)) {
            found.add(cell);
          }
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  private interface Right {
    boolean holds(Sql sql, Caller caller, Project project);
  }
}
