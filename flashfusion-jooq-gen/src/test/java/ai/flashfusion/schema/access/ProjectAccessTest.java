package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.access.World.Caller;
import ai.flashfusion.schema.access.World.Project;
import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectAccessTest {

  private static final String ACCEPTED = "00000";
  private static final String INSERT =
      "insert into public.projects (user_id, team_id, name, slug) values (?, ?, 'New', 'new')";
  private static final String MOVE = "update public.projects set team_id = ? where id = ?";

  private static final World WORLD = new World();
  private static final UUID TEAM;
  private static final UUID FOREIGN_TEAM;

  /** A project of the team's member, who owns it and is in no other team. */
  private static final UUID OF_MEMBER;

  private static final UUID OF_GUEST;

  static {
    try (Sql sql = WORLD.database.sql()) {
      TEAM = sql.id("select id from public.teams where slug = 'team'");
      FOREIGN_TEAM =
          sql.id(
              "insert into public.teams (name, slug, owner_id) values ('Foreign', 'foreign', ?) returning id",
              WORLD.profileId(Caller.STRANGER));
      String insert =
          "insert into public.projects (user_id, name, slug) values (?, 'P', ?) returning id";
      OF_MEMBER = sql.id(insert, WORLD.profileId(Caller.TEAM_MEMBER), "of-member");
      OF_GUEST = sql.id(insert, WORLD.profileId(Caller.TEAM_GUEST), "of-guest");
    }
  }

  @Test
  void anonymousReadsPublicProjectsThatAreNotDeletedAndWritesNone() {
    try (Sql anonymous = WORLD.database.asAnonymous()) {
      assertThat(anonymous.lines("select slug from public.projects"))
          .containsExactlyInAnyOrder("PUBLIC", "PUBLIC_ARCHIVED");
      assertThat(anonymous.reaches("update public.projects set name = 'x'")).isFalse();
      assertThat(anonymous.reaches("delete from public.projects")).isFalse();
      assertThat(
              anonymous.reaches(
                  "insert into public.projects (user_id, name, slug) values (?, 'x', 'x')",
                  WORLD.profileId(Caller.STRANGER)))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"role\":\"service_role\"}"})
  void claimsWithoutSubjectGiveWhatIsPublic(String claims) {
    try (Sql sql = WORLD.database.with("authenticated", claims)) {
      assertThat(sql.lines("select slug from public.projects"))
          .containsExactlyInAnyOrder("PUBLIC", "PUBLIC_ARCHIVED");
      assertThat(sql.reaches("update public.projects set name = 'x'")).isFalse();
    }
  }

  @Test
  void ownerReadsTheirDeletedProjects() {
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      assertThat(owner.lines("select slug from public.projects")).hasSize(Project.values().length);
    }
  }

  @Test
  void ownerChangesEverythingExceptOwnerCountersAndCreationTime() {
    List<String> fixed = new ArrayList<>();
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      for (String column : Dictionary.columnsOf("projects")) {
        if (!owner.reaches("update public.projects set %s = %s".formatted(column, column))) {
          fixed.add(column);
        }
      }
    }

    assertThat(fixed)
        .containsExactlyInAnyOrder(
            "id", "user_id", "star_count", "fork_count", "view_count", "created_at");
  }

  @Test
  void newProjectStartsWithoutCountersOfChoice() {
    List<String> fixed = new ArrayList<>();
    try (Sql stranger = WORLD.as(Caller.STRANGER)) {
      for (String column : Dictionary.columnsOf("projects")) {
        if (!List.of("user_id", "name", "slug").contains(column)
            && !stranger.reaches(
                "insert into public.projects (user_id, name, slug, %s) values (?, 'x', 'x', default)"
                    .formatted(column),
                WORLD.profileId(Caller.STRANGER))) {
          fixed.add(column);
        }
      }
    }

    assertThat(fixed).containsExactlyInAnyOrder("star_count", "fork_count", "view_count");
  }

  @Test
  void projectIsCreatedForOneselfAlone() {
    try (Sql stranger = WORLD.as(Caller.STRANGER)) {
      String insert = "insert into public.projects (user_id, name, slug) values (?, 'x', 'x')";
      assertThat(stranger.sqlState(insert, WORLD.profileId(Caller.STRANGER))).isEqualTo(ACCEPTED);
      assertThat(stranger.sqlState(insert, WORLD.profileId(Caller.OWNER)))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(stranger.sqlState(insert, WORLD.person(Caller.STRANGER).authUserId()))
          .as("the auth user id in place of the profile id")
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Caller.class,
      names = {"TEAM_OWNER", "TEAM_OWNER_BY_MEMBERSHIP", "TEAM_ADMIN", "TEAM_MEMBER"})
  void projectIsCreatedInTeamByMembers(Caller caller) {
    try (Sql sql = WORLD.as(caller)) {
      assertThat(sql.sqlState(INSERT, WORLD.profileId(caller), TEAM)).isEqualTo(ACCEPTED);
      assertThat(sql.sqlState(INSERT, WORLD.profileId(caller), FOREIGN_TEAM))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Caller.class,
      names = {"TEAM_GUEST", "STRANGER", "COLLABORATOR_OWNER"})
  void projectIsNotCreatedInTeamByGuestsAndStrangers(Caller caller) {
    try (Sql sql = WORLD.as(caller)) {
      assertThat(sql.sqlState(INSERT, WORLD.profileId(caller), TEAM))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void projectIsMovedIntoTeamByMembersOfBoth() {
    try (Sql member = WORLD.as(Caller.TEAM_MEMBER)) {
      assertThat(member.sqlState(MOVE, TEAM, OF_MEMBER)).isEqualTo(ACCEPTED);
      assertThat(member.sqlState(MOVE, FOREIGN_TEAM, OF_MEMBER))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
    try (Sql guest = WORLD.as(Caller.TEAM_GUEST)) {
      assertThat(guest.sqlState(MOVE, TEAM, OF_GUEST)).isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void refusedMoveLooksLikePolicyAndNamesRule() {
    try (Sql member = WORLD.as(Caller.TEAM_MEMBER)) {
      assertThatExceptionOfType(SqlFailure.class)
          .isThrownBy(() -> member.update(MOVE, FOREIGN_TEAM, OF_MEMBER))
          .withMessageContaining(
              "new row violates row-level security policy for table \"projects\"")
          .withMessageContaining(
              "team_id must be null or a team in which the caller is member or higher");
    }
  }

  @Test
  void projectIsNotMovedIntoForeignTeamByUpsert() {
    try (Sql member = WORLD.as(Caller.TEAM_MEMBER)) {
      assertThat(
              member.sqlState(
                  """
                  insert into public.projects (id, user_id, name, slug) values (?, ?, 'P', 'of-member')
                  on conflict (id) do update set team_id = ?
                  """,
                  OF_MEMBER,
                  WORLD.profileId(Caller.TEAM_MEMBER),
                  FOREIGN_TEAM))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void ownerTakesProjectOutOfTeam() {
    try (Sql owner = WORLD.as(Caller.OWNER)) {
      assertThat(
              owner.update(
                  "update public.projects set team_id = null where id = ?", WORLD.id(Project.TEAM)))
          .isEqualTo(1);
    }
  }

  @Test
  void teamAdminDoesNotTakeProjectFromItsTeam() {
    try (Sql admin = WORLD.as(Caller.TEAM_ADMIN)) {
      for (String change : List.of("team_id = null", "visibility = 'private'")) {
        assertThat(
                admin.sqlState(
                    "update public.projects set " + change + " where id = ?",
                    WORLD.id(Project.TEAM)))
            .as(change)
            .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      }
    }
  }

  @Test
  void serviceMovesProjectAnywhere() {
    try (Sql service = WORLD.database.asService()) {
      assertThat(service.update(MOVE, FOREIGN_TEAM, OF_MEMBER)).isEqualTo(1);
    }
  }

  @Test
  void loginThatInheritsTheRightsOfUsersIsBoundToo() {
    try (Sql sql = WORLD.database.transaction()) {
      sql.run("create role application inherit in role authenticated; set local role application");
      sql.lines(
          "select set_config('request.jwt.claims', ?, true)",
          "{\"sub\":\"" + WORLD.person(Caller.TEAM_MEMBER).authUserId() + "\"}");

      assertThat(sql.sqlState(MOVE, TEAM, OF_MEMBER)).isEqualTo(ACCEPTED);
      assertThat(sql.sqlState(MOVE, FOREIGN_TEAM, OF_MEMBER)).isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void projectOutlivesItsTeam() {
    try (Sql sql = WORLD.database.transaction()) {
      sql.update("delete from public.teams where id = ?", TEAM);

      assertThat(
              sql.text("select team_id from public.projects where id = ?", WORLD.id(Project.TEAM)))
          .isEqualTo("null");
    }
  }
}
