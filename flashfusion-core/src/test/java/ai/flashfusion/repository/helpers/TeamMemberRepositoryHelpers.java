package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.TeamId;
import java.util.List;

/** The additional methods of {@code TeamMemberRepository}. */
final class TeamMemberRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "of",
              1,
              "members, guests, owner of the team; service",
              w -> w.bob.teamMembers().of(w.team)),
          new Helper("roleIn", 1, "users", w -> w.bob.teamMembers().roleIn(w.team)),
          new Helper(
              "invite",
              1,
              "admin and owner of the team; only owners make owners",
              w ->
                  w.alice
                      .teamMembers()
                      .invite(w.sharedTeams.remove(), w.eveProfile, TeamMemberRole.GUEST)),
          new Helper(
              "accept",
              1,
              "the invited person",
              w -> w.bob.teamMembers().accept(w.sharedTeams.remove())),
          new Helper(
              "changeRole",
              2,
              "admin and owner of the team, service; only owners make owners; nobody raises their own role",
              w -> w.alice.teamMembers().changeRole(w.team, w.bobProfile, TeamMemberRole.MEMBER)),
          new Helper(
              "remove",
              2,
              "admin and owner of the team, the member, service",
              TeamMemberRepositoryHelpers::remove),
          new Helper("leave", 2, "the member", TeamMemberRepositoryHelpers::leave));

  private TeamMemberRepositoryHelpers() {}

  private static TeamId remove(World world) {
    TeamId team = world.sharedTeams.remove();
    world.alice.teamMembers().remove(team, world.bobProfile);
    return team;
  }

  private static TeamId leave(World world) {
    TeamId team = world.sharedTeams.remove();
    world.bob.teamMembers().leave(team);
    return team;
  }
}
