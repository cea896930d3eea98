package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.member;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.LastOwnerException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.TeamRecord;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jooq.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invitations, memberships and ownership under 32 callers at once, over eight connections. */
class MembershipConcurrencyTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final FlashFusion flashfusion = embedded.builder().poolSize(8).connect();
  final Session service = flashfusion.asService("many at once");
  List<Session> people = new ArrayList<>();
  List<ProfileId> profiles = new ArrayList<>();
  Session alice;
  ProjectId project;
  TeamId team;

  @BeforeEach
  void start() {
    for (int i = 0; i < AtOnce.CALLERS; i++) {
      people.add(flashfusion.asUser(embedded.signUp("person" + i + "@example.com")));
      profiles.add(people.get(i).profiles().me().getId());
    }
    alice = people.get(0);
    project = project(alice, "shop");
    team = alice.teams().create("Team", "team").getId();
  }

  @AfterEach
  void close() {
    flashfusion.close();
  }

  @Test
  void oneOfManyInvitationsOfTheSamePersonIsStored() throws Exception {
    ProfileId bob = profiles.get(1);
    assertOne(
        AtOnce.run(i -> alice.collaborators().invite(project, bob, ProjectCollaboratorRole.EDITOR)),
        "UniqueViolationException");
    assertOne(
        AtOnce.run(i -> alice.teamMembers().invite(team, bob, TeamMemberRole.MEMBER)),
        "UniqueViolationException");
    assertThat(embedded.dsl().fetchCount(PROJECT_COLLABORATORS)).isEqualTo(1);
    assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS, TEAM_MEMBERS.USER_ID.eq(bob))).isEqualTo(1);
  }

  @Test
  void oneOfConcurrentCallsAcceptsAndOthersFail() throws Exception {
    Session bob = people.get(1);
    alice.collaborators().invite(project, profiles.get(1), ProjectCollaboratorRole.EDITOR);
    alice.teamMembers().invite(team, profiles.get(1), TeamMemberRole.MEMBER);
    assertOne(AtOnce.run(i -> bob.collaborators().accept(project)), "IllegalTransitionException");
    assertOne(AtOnce.run(i -> bob.teamMembers().accept(team)), "IllegalTransitionException");
  }

  @Test
  void oneOfManyLeaves() throws Exception {
    Session bob = people.get(1);
    alice.collaborators().invite(project, profiles.get(1), ProjectCollaboratorRole.EDITOR);
    alice.teamMembers().invite(team, profiles.get(1), TeamMemberRole.MEMBER);
    assertOne(AtOnce.run(i -> bob.collaborators().leave(project)), "NotFoundException");
    assertOne(AtOnce.run(i -> bob.teamMembers().leave(team)), "NotFoundException");
  }

  @Test
  void leavingWinsOverConcurrentRoleChange() throws Exception {
    ProfileId bob = profiles.get(1);
    for (int round = 0; round < 5; round++) {
      alice.collaborators().invite(project, bob, ProjectCollaboratorRole.VIEWER);
      alice.teamMembers().invite(team, bob, TeamMemberRole.GUEST);
      List<String> ends =
          AtOnce.run(
              i -> {
                if (i == 16) {
                  people.get(1).collaborators().leave(project);
                  people.get(1).teamMembers().leave(team);
                } else if (i % 2 == 0) {
                  alice.collaborators().changeRole(project, bob, ProjectCollaboratorRole.EDITOR);
                } else {
                  alice.teamMembers().changeRole(team, bob, TeamMemberRole.MEMBER);
                }
              });
      assertThat(ends.get(16)).isEqualTo("done");
      assertThat(ends).isSubsetOf("done", "NotFoundException");
      assertThat(embedded.dsl().fetchCount(PROJECT_COLLABORATORS)).isZero();
      assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS)).isEqualTo(1);
    }
  }

  @Test
  void namedOwnerStaysWhenAllOwnersLeave() throws Exception {
    for (ProfileId profile : profiles.subList(1, AtOnce.CALLERS)) {
      alice.teamMembers().invite(team, profile, TeamMemberRole.OWNER);
    }
    List<String> ends = AtOnce.run(i -> people.get(i).teamMembers().leave(team));
    assertThat(ends.get(0)).isEqualTo("LastOwnerException");
    assertThat(ends.subList(1, AtOnce.CALLERS)).containsOnly("done");
    assertOneOwner(profiles.get(0));
    assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS)).isEqualTo(1);
  }

  @Test
  void lastOfConcurrentTransfersWins() throws Exception {
    List<String> ends = AtOnce.run(i -> service.teams().transferOwnership(team, profiles.get(i)));
    assertThat(ends).containsOnly("done");
    assertOneOwner(service.teams().get(team).getOwnerId());
    assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS, TEAM_MEMBERS.ROLE.eq(TeamMemberRole.ADMIN)))
        .isEqualTo(AtOnce.CALLERS - 1);
  }

  @Test
  void previousOwnerBecomesAdminDespiteOtherTransfers() throws Exception {
    embedded.dsl().deleteFrom(TEAM_MEMBERS).execute();
    AtOnce.run(i -> service.teams().transferOwnership(team, profiles.get(i)));
    assertOneOwner(service.teams().get(team).getOwnerId());
    assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS)).isEqualTo(AtOnce.CALLERS);
  }

  @Test
  void newOwnerWhoIsLeavingKeepsMembership() throws Exception {
    for (int round = 0; round < 10; round++) {
      for (int i = 1; i < AtOnce.CALLERS; i++) {
        member(
            service,
            team,
            profiles.get(i),
            i % 2 == 0 ? TeamMemberRole.OWNER : TeamMemberRole.MEMBER);
      }
      List<String> ends =
          AtOnce.run(
              i -> {
                ProfileId chosen = profiles.get(1 + i / 4);
                switch (i % 4) {
                  case 0 -> people.get(1 + i / 4).teamMembers().leave(team);
                  case 1 -> service.teams().transferOwnership(team, chosen);
                  case 2 -> service.teamMembers().changeRole(team, chosen, TeamMemberRole.GUEST);
                  default -> service.teamMembers().remove(team, chosen);
                }
              });
      assertThat(ends)
          .isSubsetOf("done", "NotFoundException", "LastOwnerException", "ConflictException");
      ProfileId named = service.teams().get(team).getOwnerId();
      assertThat(embedded.dsl().fetchCount(TEAM_MEMBERS, isOwner(named))).isEqualTo(1);
    }
  }

  @Test
  void leavingWaitsForRunningTransfer() throws Exception {
    ProfileId bob = profiles.get(1);
    alice.teamMembers().invite(team, bob, TeamMemberRole.OWNER);
    CompletableFuture<Void> leaving =
        service.transactionResult(
            tx -> {
              tx.teams().transferOwnership(team, bob);
              CompletableFuture<Void> leaves =
                  CompletableFuture.runAsync(() -> people.get(1).teamMembers().leave(team));
              AtOnce.awaitWaiting(embedded);
              return leaves;
            });
    assertThatThrownBy(leaving::join).hasCauseInstanceOf(LastOwnerException.class);
    assertOneOwner(bob);
  }

  @Test
  void transferTakesTeamFromCurrentOwner() throws Exception {
    ProfileId bob = profiles.get(1);
    CompletableFuture<TeamRecord> second =
        service.transactionResult(
            tx -> {
              tx.teams().transferOwnership(team, bob);
              tx.dsl().deleteFrom(TEAM_MEMBERS).where(TEAM_MEMBERS.USER_ID.eq(bob)).execute();
              CompletableFuture<TeamRecord> waits =
                  CompletableFuture.supplyAsync(
                      () -> service.teams().transferOwnership(team, profiles.get(2)));
              AtOnce.awaitWaiting(embedded);
              return waits;
            });
    assertThat(second.join().getOwnerId()).isEqualTo(profiles.get(2));
    assertOneOwner(profiles.get(2));
    assertThat(people.get(1).teamMembers().roleIn(team)).contains(TeamMemberRole.ADMIN);
  }

  private void assertOneOwner(ProfileId named) {
    assertThat(embedded.dsl().fetchCount(TEAMS, TEAMS.OWNER_ID.eq(named))).isEqualTo(1);
    assertThat(
            embedded
                .dsl()
                .select(TEAM_MEMBERS.USER_ID)
                .from(TEAM_MEMBERS)
                .where(TEAM_MEMBERS.ROLE.eq(TeamMemberRole.OWNER))
                .fetch(TEAM_MEMBERS.USER_ID))
        .containsExactly(named);
  }

  private static Condition isOwner(ProfileId profile) {
    return TEAM_MEMBERS.USER_ID.eq(profile).and(TEAM_MEMBERS.ROLE.eq(TeamMemberRole.OWNER));
  }

  private static void assertOne(List<String> ends, String others) {
    assertThat(Collections.frequency(ends, "done")).isEqualTo(1);
    assertThat(Collections.frequency(ends, others)).isEqualTo(AtOnce.CALLERS - 1);
  }
}
