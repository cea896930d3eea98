package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.schema.tables.records.TeamRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.PublicCard;
import ai.flashfusion.sharing.TeamWithMembers;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TeamRepositoryTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final Session eve = embedded.user("eve");
  final Session service = embedded.flashfusion().asService("tests of teams");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final ProfileId bobProfile = bob.profiles().me().getId();

  @Test
  void aTeamComesWithItsOwnersMembership() {
    TeamRecord team = alice.teams().create("Team", "team");
    assertThat(team.getOwnerId()).isEqualTo(aliceProfile);
    assertThat(alice.teamMembers().of(team.getId()))
        .extracting(one -> one.row().getUserId(), one -> one.row().getRole())
        .containsExactly(tuple(aliceProfile, TeamMemberRole.OWNER));
    assertThat(alice.teamMembers().of(team.getId()).get(0).row().getAcceptedAt()).isNotNull();
  }

  @Test
  void aTeamWithoutMembershipIsNotStored() {
    embedded
        .dsl()
        .execute("alter table team_members add constraint full_house check (role <> 'owner')");
    assertThatThrownBy(() -> alice.teams().create("Team", "team"))
        .hasMessageContaining("full_house");
    assertThat(embedded.dsl().fetchCount(TEAMS)).isZero();
  }

  @Test
  void aSlugIsTakenOnceAndNamesHaveAText() {
    alice.teams().create("Team", "team");
    assertThatThrownBy(() -> bob.teams().create("Other", "team"))
        .isInstanceOf(UniqueViolationException.class);
    assertThatThrownBy(() -> bob.teams().create(" ", "other"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bob.teams().create("Other", ""))
        .isInstanceOf(IllegalArgumentException.class);
    for (Session nobody : List.of(service, embedded.flashfusion().asAnonymous())) {
      assertThatThrownBy(() -> nobody.teams().create("Other", "other"))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThat(bob.teamMembers().count()).isZero();
  }

  @Test
  void aTeamIsFoundByThoseWhoBelongToIt() {
    TeamRecord team = alice.teams().create("Team", "team");
    alice.teamMembers().invite(team.getId(), bobProfile, TeamMemberRole.GUEST);
    for (Session session : List.of(alice, bob, service)) {
      assertThat(session.teams().findBySlug("team")).contains(team);
    }
    assertThat(eve.teams().findBySlug("team")).isEmpty();
  }

  @Test
  void mineReturnsOwnedAndJoinedTeams() {
    TeamRecord first = alice.teams().create("First", "first");
    TeamRecord second = bob.teams().create("Second", "second");
    TeamRecord third = alice.teams().create("Third", "third");
    alice.teamMembers().invite(third.getId(), bobProfile, TeamMemberRole.GUEST);
    assertThat(alice.teams().mine()).containsExactly(third, first);
    assertThat(bob.teams().mine()).containsExactly(third, second);
    assertThat(eve.teams().mine()).isEmpty();
    embedded.dsl().deleteFrom(TEAM_MEMBERS).where(TEAM_MEMBERS.USER_ID.eq(aliceProfile)).execute();
    assertThat(alice.teams().mine()).containsExactly(third, first);
  }

  @Test
  void returnsVisibleProjectsOfTeam() {
    TeamId team = alice.teams().create("Team", "team").getId();
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.GUEST);
    for (ProjectVisibility visibility : ProjectVisibility.values()) {
      alice
          .dsl()
          .update(PROJECTS)
          .set(PROJECTS.TEAM_ID, team)
          .where(
              PROJECTS.ID.eq(
                  alice
                      .projects()
                      .create("P", visibility.getLiteral(), ProjectFramework.VUE, visibility)
                      .getId()))
          .execute();
    }
    alice.projects().create("P", "elsewhere", ProjectFramework.VUE, ProjectVisibility.PUBLIC);
    assertThat(slugs(alice.teams().projects(team)))
        .containsExactlyInAnyOrder("public", "private", "unlisted", "team");
    assertThat(slugs(bob.teams().projects(team)))
        .containsExactlyInAnyOrder("public", "unlisted", "team");
    assertThat(slugs(eve.teams().projects(team))).containsExactly("public");
  }

  @Test
  void aTeamComesWithItsMembersAndTheirCards() {
    TeamRecord team = alice.teams().create("Team", "team");
    alice.teamMembers().invite(team.getId(), bobProfile, TeamMemberRole.GUEST);
    for (Session session : List.of(alice, bob, service)) {
      TeamWithMembers all = session.teams().withMembers(team.getId());
      assertThat(all.team()).isEqualTo(team);
      assertThat(all.members()).isEqualTo(session.teamMembers().of(team.getId()));
      assertThat(all.members())
          .extracting(one -> one.card())
          .containsExactly(
              new PublicCard(aliceProfile, null, null, null),
              new PublicCard(bobProfile, null, null, null));
    }
    assertThatThrownBy(() -> eve.teams().withMembers(team.getId()))
        .isInstanceOf(NotFoundException.class);
    embedded.dsl().deleteFrom(TEAM_MEMBERS).execute();
    assertThat(alice.teams().withMembers(team.getId()))
        .isEqualTo(new TeamWithMembers(team, List.of()));
  }

  @Test
  void serviceTransfersOwnership() {
    TeamId team = alice.teams().create("Team", "team").getId();
    TeamRecord handed = service.teams().transferOwnership(team, bobProfile);
    assertThat(handed).isEqualTo(service.teams().get(team));
    assertThat(handed.getOwnerId()).isEqualTo(bobProfile);
    assertThat(roles(team))
        .containsExactlyInAnyOrder(
            tuple(aliceProfile, TeamMemberRole.ADMIN), tuple(bobProfile, TeamMemberRole.OWNER));
    service.teams().transferOwnership(team, bobProfile);
    assertThat(roles(team)).hasSize(2).contains(tuple(bobProfile, TeamMemberRole.OWNER));
  }

  @Test
  void theOldOwnerStaysAsAdminAndOtherOwnersAreAdminsToo() {
    TeamId team = alice.teams().create("Team", "team").getId();
    ProfileId eveProfile = eve.profiles().me().getId();
    alice.teamMembers().invite(team, eveProfile, TeamMemberRole.OWNER);
    embedded.dsl().deleteFrom(TEAM_MEMBERS).where(TEAM_MEMBERS.USER_ID.eq(aliceProfile)).execute();
    service.teams().transferOwnership(team, bobProfile);
    assertThat(roles(team))
        .containsExactlyInAnyOrder(
            tuple(aliceProfile, TeamMemberRole.ADMIN),
            tuple(eveProfile, TeamMemberRole.ADMIN),
            tuple(bobProfile, TeamMemberRole.OWNER));
  }

  @Test
  void usersCannotTransferOwnership() {
    TeamId team = alice.teams().create("Team", "team").getId();
    for (Session user : List.of(alice, eve, embedded.flashfusion().asAnonymous())) {
      assertThatThrownBy(() -> user.teams().transferOwnership(team, bobProfile))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThatThrownBy(() -> service.teams().transferOwnership(TeamId.random(), bobProfile))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> service.teams().transferOwnership(team, ProfileId.random()))
        .isInstanceOf(ForeignKeyViolationException.class);
    assertThat(roles(team)).containsExactly(tuple(aliceProfile, TeamMemberRole.OWNER));
  }

  private List<Tuple> roles(TeamId team) {
    return embedded
        .dsl()
        .selectFrom(TEAM_MEMBERS)
        .where(TEAM_MEMBERS.TEAM_ID.eq(team))
        .fetch((TeamMemberRecord row) -> tuple(row.getUserId(), row.getRole()));
  }

  private static List<String> slugs(List<ProjectRecord> projects) {
    return projects.stream().map(ProjectRecord::getSlug).toList();
  }
}
