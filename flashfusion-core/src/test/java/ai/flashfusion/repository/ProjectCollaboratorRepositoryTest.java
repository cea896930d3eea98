package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.Collaboration;
import ai.flashfusion.sharing.Collaborator;
import ai.flashfusion.sharing.ProjectRole;
import ai.flashfusion.sharing.PublicCard;
import java.util.List;
import java.util.Objects;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ProjectCollaboratorRepositoryTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final Session eve = embedded.user("eve");
  final Session service = embedded.flashfusion().asService("tests of collaborators");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final ProfileId bobProfile = bob.profiles().me().getId();
  final ProfileId eveProfile = eve.profiles().me().getId();
  final ProjectId project = newProject("shop", ProjectVisibility.PRIVATE);

  @Test
  void collaboratorsSeeEachOthersPublicCards() {
    bob.dsl().update(PROFILES).set(PROFILES.USERNAME, "bobby").execute();
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    for (Session session : List.of(alice, bob, service)) {
      List<Collaborator> all = session.collaborators().of(project);
      assertThat(all).hasSize(1);
      assertThat(all.get(0).card()).isEqualTo(new PublicCard(bobProfile, "bobby", null, null));
      assertThat(all.get(0).row()).isEqualTo(session.collaborators().get(all.get(0).row().getId()));
    }
    assertThat(eve.collaborators().of(project)).isEmpty();
    Session anonymous = embedded.flashfusion().asAnonymous();
    assertThatThrownBy(() -> anonymous.collaborators().of(project))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aRowWithoutRoleSharesNoCard() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    embedded.dsl().update(PROJECT_COLLABORATORS).setNull(PROJECT_COLLABORATORS.ROLE).execute();
    assertThat(alice.collaborators().of(project)).hasSize(1).allMatch(one -> one.card() == null);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
  }

  @Test
  void aRowThatCameWithItsCardCanBeChanged() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    ProjectCollaboratorRecord row = alice.collaborators().of(project).get(0).row();
    row.setRole(ProjectCollaboratorRole.ADMIN);
    assertThat(alice.collaborators().update(row).getRole())
        .isEqualTo(ProjectCollaboratorRole.ADMIN);
  }

  @Test
  void returnsOnlyCommonProjectsOfOthers() {
    ProjectId shared = newProject("shared", ProjectVisibility.PRIVATE);
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    alice.collaborators().invite(shared, bobProfile, ProjectCollaboratorRole.EDITOR);
    alice.collaborators().invite(shared, eveProfile, ProjectCollaboratorRole.VIEWER);
    assertThat(bob.collaborators().projectsOf(bobProfile))
        .extracting(one -> one.project().getSlug(), one -> one.row().getRole())
        .containsExactly(
            tuple("shared", ProjectCollaboratorRole.EDITOR),
            tuple("shop", ProjectCollaboratorRole.VIEWER));
    assertThat(eve.collaborators().projectsOf(bobProfile))
        .extracting(one -> one.project().getId())
        .containsExactly(shared);
    assertThat(service.collaborators().projectsOf(bobProfile)).hasSize(2);
    assertThat(bob.collaborators().projectsOf(aliceProfile)).isEmpty();
  }

  @Test
  void anInvitationIsPendingUntilItIsAccepted() {
    ProjectCollaboratorRecord invited =
        alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.EDITOR);
    assertThat(invited.getInvitedBy()).isEqualTo(aliceProfile);
    assertThat(invited.getAcceptedAt()).isNull();
    assertThat(bob.collaborators().pendingInvites())
        .extracting(Collaboration::row)
        .containsExactly(invited);
    assertThat(alice.collaborators().pendingInvites()).isEmpty();
    assertThatThrownBy(() -> alice.collaborators().accept(project))
        .isInstanceOf(NotFoundException.class);
    assertThat(bob.collaborators().accept(project).getAcceptedAt()).isNotNull();
    assertThat(bob.collaborators().pendingInvites()).isEmpty();
    assertThatThrownBy(() -> bob.collaborators().accept(project))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("was accepted at");
    assertThatThrownBy(() -> eve.collaborators().accept(project))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(project.toString());
  }

  @Test
  void adminsInviteAndOnlyOwnersMakeOwners() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.EDITOR);
    assertThatThrownBy(
            () -> bob.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.VIEWER))
        .isInstanceOf(AccessDeniedException.class);
    alice.collaborators().changeRole(project, bobProfile, ProjectCollaboratorRole.ADMIN);
    assertThatThrownBy(
            () -> bob.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.OWNER))
        .isInstanceOf(AccessDeniedException.class);
    bob.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.VIEWER);
    assertThatThrownBy(
            () -> alice.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.ADMIN))
        .isInstanceOf(UniqueViolationException.class);
    ProfileId nobody = ProfileId.random();
    assertThatThrownBy(
            () -> alice.collaborators().invite(project, nobody, ProjectCollaboratorRole.ADMIN))
        .isInstanceOf(ForeignKeyViolationException.class);
    assertThatThrownBy(
            () -> service.collaborators().invite(project, nobody, ProjectCollaboratorRole.VIEWER))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("no profile to act for");
  }

  @Test
  void roleChangeUpdatesPermissionsAndKeepsOtherEntries() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    document("{\"read\": true, \"billing\": {\"cap\": 5}}");
    ProjectCollaboratorRecord changed =
        alice.collaborators().changeRole(project, bobProfile, ProjectCollaboratorRole.EDITOR);
    assertThat(changed.getRole()).isEqualTo(ProjectCollaboratorRole.EDITOR);
    assertThat(Objects.requireNonNull(changed.getPermissions()).allowed())
        .containsExactly(Permission.values());
    assertThat(changed.getPermissions().toJson().at("/billing/cap").asInt()).isEqualTo(5);
    // Rows older than the check may hold values that it refuses.
    embedded
        .dsl()
        .execute(
            "alter table project_collaborators drop constraint"
                + " project_collaborators_permissions_readable");
    for (String odd : new String[] {"[1]", "null", "\"x\"", null}) {
      document(odd);
      assertThat(
              alice
                  .collaborators()
                  .changeRole(project, bobProfile, ProjectCollaboratorRole.VIEWER)
                  .getPermissions())
          .as(odd)
          .isEqualTo(Permissions.of(Permission.READ));
    }
  }

  @Test
  void nobodyRaisesTheirOwnRole() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    assertThatThrownBy(
            () ->
                bob.collaborators().changeRole(project, bobProfile, ProjectCollaboratorRole.EDITOR))
        .isInstanceOf(AccessDeniedException.class);
    alice.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.EDITOR);
    assertThatThrownBy(
            () ->
                bob.collaborators().changeRole(project, eveProfile, ProjectCollaboratorRole.VIEWER))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("neither change nor delete");
    assertThatThrownBy(
            () ->
                alice
                    .collaborators()
                    .changeRole(project, aliceProfile, ProjectCollaboratorRole.VIEWER))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void memberIsRemovedByAdminsOrLeaves() {
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    alice.collaborators().invite(project, eveProfile, ProjectCollaboratorRole.VIEWER);
    assertThatThrownBy(() -> eve.collaborators().remove(project, bobProfile))
        .isInstanceOf(AccessDeniedException.class);
    alice.collaborators().remove(project, bobProfile);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
    assertThatThrownBy(() -> alice.collaborators().remove(project, bobProfile))
        .isInstanceOf(NotFoundException.class);
    eve.collaborators().leave(project);
    assertThatThrownBy(() -> eve.collaborators().leave(project))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> alice.collaborators().leave(project))
        .isInstanceOf(NotFoundException.class);
    assertThat(alice.collaborators().of(project)).isEmpty();
  }

  @Test
  void theHighestRoleCounts() {
    assertThat(alice.collaborators().roleOn(project)).isEqualTo(ProjectRole.OWNER);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
    assertThat(bob.collaborators().roleOn(ProjectId.random())).isEqualTo(ProjectRole.NONE);
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.VIEWER);
    TeamId team = alice.teams().create("Team", "team").getId();
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.MEMBER);
    share(team, ProjectVisibility.PRIVATE);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.VIEWER);
    share(team, ProjectVisibility.TEAM);
    assertThat(bob.collaborators().roleOn(project)).isEqualTo(ProjectRole.EDITOR);
    assertThat(eve.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
    share(team, ProjectVisibility.PUBLIC);
    assertThat(eve.collaborators().roleOn(project)).isEqualTo(ProjectRole.READER);
    Session anonymous = embedded.flashfusion().asAnonymous();
    assertThat(anonymous.collaborators().roleOn(project)).isEqualTo(ProjectRole.READER);
    assertThat(anonymous.collaborators().permissionsOn(project)).containsExactly(Permission.READ);
    embedded.dsl().update(PROJECTS).set(PROJECTS.STATUS, ProjectStatus.DELETED).execute();
    assertThat(anonymous.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
    assertThat(eve.collaborators().roleOn(project)).isEqualTo(ProjectRole.NONE);
    assertThatThrownBy(() -> service.collaborators().roleOn(project))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void permissionsCombineAllWays() {
    assertThat(alice.collaborators().permissionsOn(project)).containsExactly(Permission.values());
    assertThat(eve.collaborators().permissionsOn(project)).isEmpty();
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.EDITOR);
    assertThat(bob.collaborators().permissionsOn(project)).containsExactly(Permission.values());
    document("{\"read\": true, \"deploy\": true, \"write\": \"yes\"}");
    assertThat(bob.collaborators().permissionsOn(project))
        .containsExactly(Permission.READ, Permission.DEPLOY);
    assertThat(bob.collaborators().can(project, Permission.DEPLOY)).isTrue();
    assertThat(bob.collaborators().can(project, Permission.WRITE)).isFalse();
    document(null);
    assertThat(bob.collaborators().permissionsOn(project)).isEmpty();
    alice.collaborators().changeRole(project, bobProfile, ProjectCollaboratorRole.VIEWER);
    document("{\"read\": true, \"deploy\": true, \"write\": true}");
    assertThat(bob.collaborators().permissionsOn(project)).containsExactly(Permission.READ);
  }

  private ProjectId newProject(String slug, ProjectVisibility visibility) {
    return alice.projects().create(slug, slug, ProjectFramework.REACT, visibility).getId();
  }

  private void share(TeamId team, ProjectVisibility visibility) {
    alice
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.TEAM_ID, team)
        .set(PROJECTS.VISIBILITY, visibility)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }

  private void document(@Nullable String json) {
    embedded
        .dsl()
        .update(PROJECT_COLLABORATORS)
        .set(DSL.field("permissions", JSONB.class), json == null ? null : JSONB.valueOf(json))
        .execute();
  }
}
