package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.LastOwnerException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.PublicCard;
import ai.flashfusion.sharing.TeamMember;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TeamMemberRepositoryTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");
  final Session eve = embedded.user("eve");
  final Session service = embedded.flashfusion().asService("tests of members");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final ProfileId bobProfile = bob.profiles().me().getId();
  final ProfileId eveProfile = eve.profiles().me().getId();
  final TeamId team = alice.teams().create("Team", "team").getId();

  @Test
  void upsertOfKeyAloneReturnsExistingRow() {
    TeamMemberRecord invited = alice.teamMembers().invite(team, bobProfile, TeamMemberRole.GUEST);
    TeamMemberRecord again = new TeamMemberRecord().setTeamId(team).setUserId(bobProfile);
    assertThat(alice.teamMembers().upsert(again))
        .returns(invited.getId(), TeamMemberRecord::getId)
        .returns(TeamMemberRole.GUEST, TeamMemberRecord::getRole);
    assertThat(service.teamMembers().upsert(again).getId()).isEqualTo(invited.getId());
  }

  @Test
  void membersSeeEachOthersPublicCards() {
    bob.dsl().update(PROFILES).set(PROFILES.FULL_NAME, "Bob").execute();
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.GUEST);
    for (Session session : List.of(alice, bob, service)) {
      List<TeamMember> members = session.teamMembers().of(team);
      assertThat(members)
          .extracting(TeamMember::card)
          .containsExactly(
              new PublicCard(aliceProfile, null, null, null),
              new PublicCard(bobProfile, null, "Bob", null));
      assertThat(members.get(1).row())
          .isEqualTo(session.teamMembers().get(members.get(1).row().getId()));
    }
    assertThat(eve.teamMembers().of(team)).isEmpty();
  }

  @Test
  void theRoleIsThatOfTheRowOrThatOfTheOwner() {
    assertThat(alice.teamMembers().roleIn(team)).contains(TeamMemberRole.OWNER);
    assertThat(bob.teamMembers().roleIn(team)).isEmpty();
    assertThat(alice.teamMembers().roleIn(TeamId.random())).isEmpty();
    for (TeamMemberRole role : TeamMemberRole.values()) {
      embedded.dsl().deleteFrom(TEAM_MEMBERS).where(TEAM_MEMBERS.USER_ID.eq(bobProfile)).execute();
      alice.teamMembers().invite(team, bobProfile, role);
      assertThat(bob.teamMembers().roleIn(team)).contains(role);
    }
    embedded.dsl().update(TEAM_MEMBERS).set(TEAM_MEMBERS.ROLE, TeamMemberRole.GUEST).execute();
    assertThat(alice.teamMembers().roleIn(team)).contains(TeamMemberRole.OWNER);
    embedded.dsl().update(TEAM_MEMBERS).setNull(TEAM_MEMBERS.ROLE).execute();
    assertThat(bob.teamMembers().roleIn(team)).isEmpty();
    embedded.dsl().deleteFrom(TEAM_MEMBERS).execute();
    assertThat(alice.teamMembers().roleIn(team)).contains(TeamMemberRole.OWNER);
    assertThatThrownBy(() -> service.teamMembers().roleIn(team))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void adminsInviteAndOnlyOwnersMakeOwners() {
    TeamMemberRecord invited = alice.teamMembers().invite(team, bobProfile, TeamMemberRole.MEMBER);
    assertThat(invited.getInvitedBy()).isEqualTo(aliceProfile);
    assertThat(invited.getAcceptedAt()).isNull();
    assertThatThrownBy(() -> bob.teamMembers().invite(team, eveProfile, TeamMemberRole.GUEST))
        .isInstanceOf(AccessDeniedException.class);
    alice.teamMembers().changeRole(team, bobProfile, TeamMemberRole.ADMIN);
    assertThatThrownBy(() -> bob.teamMembers().invite(team, eveProfile, TeamMemberRole.OWNER))
        .isInstanceOf(AccessDeniedException.class);
    bob.teamMembers().invite(team, eveProfile, TeamMemberRole.GUEST);
    assertThatThrownBy(() -> alice.teamMembers().invite(team, eveProfile, TeamMemberRole.ADMIN))
        .isInstanceOf(UniqueViolationException.class);
    assertThatThrownBy(
            () -> alice.teamMembers().invite(team, ProfileId.random(), TeamMemberRole.ADMIN))
        .isInstanceOf(ForeignKeyViolationException.class);
  }

  @Test
  void onlyInvitedPersonAcceptsInvitationOnce() {
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.MEMBER);
    assertThatThrownBy(() -> alice.teamMembers().accept(team))
        .isInstanceOf(IllegalTransitionException.class);
    assertThatThrownBy(() -> eve.teamMembers().accept(team)).isInstanceOf(NotFoundException.class);
    assertThat(bob.teamMembers().accept(team).getAcceptedAt()).isNotNull();
    assertThatThrownBy(() -> bob.teamMembers().accept(team))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("was accepted at");
  }

  @Test
  void adminsChangeRolesAndNobodyRaisesTheirOwn() {
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.GUEST);
    alice.teamMembers().invite(team, eveProfile, TeamMemberRole.ADMIN);
    assertThatThrownBy(() -> bob.teamMembers().changeRole(team, bobProfile, TeamMemberRole.MEMBER))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> bob.teamMembers().changeRole(team, eveProfile, TeamMemberRole.GUEST))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("neither change nor delete");
    assertThatThrownBy(() -> eve.teamMembers().changeRole(team, eveProfile, TeamMemberRole.OWNER))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(eve.teamMembers().changeRole(team, bobProfile, TeamMemberRole.MEMBER).getRole())
        .isEqualTo(TeamMemberRole.MEMBER);
    assertThatThrownBy(
            () -> alice.teamMembers().changeRole(team, ProfileId.random(), TeamMemberRole.MEMBER))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void namedOwnerCannotLeaveOrLoseRole() {
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.OWNER);
    alice.teamMembers().invite(team, eveProfile, TeamMemberRole.ADMIN);
    assertThatThrownBy(() -> alice.teamMembers().leave(team))
        .isInstanceOf(LastOwnerException.class)
        .hasMessageContaining("transfer the ownership");
    assertThatThrownBy(() -> eve.teamMembers().remove(team, aliceProfile))
        .isInstanceOf(LastOwnerException.class);
    assertThatThrownBy(() -> bob.teamMembers().changeRole(team, aliceProfile, TeamMemberRole.GUEST))
        .isInstanceOf(LastOwnerException.class);
    alice.teamMembers().changeRole(team, aliceProfile, TeamMemberRole.OWNER);
    bob.teamMembers().leave(team);
    assertThat(bob.teamMembers().roleIn(team)).isEmpty();
    service.teams().transferOwnership(team, eveProfile);
    alice.teamMembers().leave(team);
    assertThat(alice.teams().find(team)).isEmpty();
  }

  @Test
  void memberIsRemovedByAdminsOrLeaves() {
    alice.teamMembers().invite(team, bobProfile, TeamMemberRole.MEMBER);
    alice.teamMembers().invite(team, eveProfile, TeamMemberRole.GUEST);
    assertThatThrownBy(() -> bob.teamMembers().remove(team, eveProfile))
        .isInstanceOf(AccessDeniedException.class);
    alice.teamMembers().remove(team, eveProfile);
    assertThatThrownBy(() -> alice.teamMembers().remove(team, eveProfile))
        .isInstanceOf(NotFoundException.class);
    bob.teamMembers().leave(team);
    assertThatThrownBy(() -> bob.teamMembers().leave(team)).isInstanceOf(NotFoundException.class);
    assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS)).isEqualTo(1);
    assertThat(embedded.dsl().fetchCount(TEAMS)).isEqualTo(1);
  }
}
