package ai.flashfusion.docs;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static ai.flashfusion.schema.enums.ProjectVisibility.TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.LastOwnerException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.Collaboration;
import ai.flashfusion.sharing.Collaborator;
import ai.flashfusion.sharing.ProjectRole;
import ai.flashfusion.sharing.TeamMember;
import ai.flashfusion.sharing.TeamWithMembers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of the page on sharing projects and on teams, as they stand there. */
class TeamsSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final Session service = embedded.flashfusion().asService("support request");
  final ProfileId bobId = bob.profiles().me().getId();
  ProjectId project;

  @BeforeEach
  void start() {
    bob.dsl().update(PROFILES).set(PROFILES.USERNAME, "bob").execute();
    project = alice.projects().create("Shop", "shop", REACT, PRIVATE).getId();
  }

  @Test
  void share() {
    // snippet: share
    alice.collaborators().invite(project, bobId, ProjectCollaboratorRole.EDITOR);

    List<Collaboration> invites = bob.collaborators().pendingInvites(); // with their projects
    bob.collaborators().accept(project); // once; by nobody else

    List<Collaborator> team = alice.collaborators().of(project); // with their public cards
    String name = team.get(0).card().username();
    // end
    assertThat(invites).extracting(one -> one.project().getName()).containsExactly("Shop");
    assertThat(name).isEqualTo("bob");
  }

  @Test
  void can() {
    alice.collaborators().invite(project, bobId, ProjectCollaboratorRole.EDITOR);
    // snippet: can
    ProjectRole role = bob.collaborators().roleOn(project); // the highest of all ways
    Set<Permission> can = bob.collaborators().permissionsOn(project);
    if (bob.collaborators().can(project, Permission.DEPLOY)) {
      // show the button; Postgres decides when it is pressed
    }
    // end
    assertThat(role).isEqualTo(ProjectRole.EDITOR);
    assertThat(can).containsExactly(Permission.values());
  }

  @Test
  void teams() {
    // snippet: teams
    TeamId team = alice.teams().create("Shop people", "shop-people").getId();
    alice.teamMembers().invite(team, bobId, TeamMemberRole.GUEST);
    alice
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.TEAM_ID, team)
        .set(PROJECTS.VISIBILITY, TEAM)
        .where(PROJECTS.ID.eq(project))
        .execute();

    ProjectRole asGuest = bob.collaborators().roleOn(project); // VIEWER
    alice.teamMembers().changeRole(team, bobId, TeamMemberRole.MEMBER);
    ProjectRole asMember = bob.collaborators().roleOn(project); // EDITOR

    TeamWithMembers all = bob.teams().withMembers(team); // one statement
    // end
    assertThat(asGuest).isEqualTo(ProjectRole.VIEWER);
    assertThat(asMember).isEqualTo(ProjectRole.EDITOR);
    assertThat(all.members())
        .extracting(TeamMember::row)
        .extracting(row -> row.getRole())
        .containsExactly(TeamMemberRole.OWNER, TeamMemberRole.MEMBER);
  }

  @Test
  void owner() {
    TeamId team = alice.teams().create("Shop people", "shop-people").getId();
    // snippet: owner
    try {
      alice.teamMembers().leave(team);
    } catch (LastOwnerException stays) {
      service.teams().transferOwnership(team, bobId); // Alice is an admin now
      alice.teamMembers().leave(team);
    }
    // end
    assertThat(bob.teamMembers().roleIn(team)).contains(TeamMemberRole.OWNER);
    assertThat(alice.teamMembers().roleIn(team)).isEmpty();
  }
}
