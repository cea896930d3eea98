package ai.flashfusion.repository.helpers;

import java.util.List;

/** The additional methods of {@code TeamRepository}. */
final class TeamRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper("create", 2, "users", w -> w.bob.teams().create("Team", w.unique("created"))),
          new Helper(
              "findBySlug",
              1,
              "members, guests, owner of the team; service",
              w -> w.bob.teams().findBySlug("team")),
          new Helper("mine", 1, "users", w -> w.bob.teams().mine()),
          new Helper(
              "projects", 1, "everybody: those they may see", w -> w.bob.teams().projects(w.team)),
          new Helper(
              "withMembers",
              1,
              "members, guests, owner of the team; service",
              w -> w.bob.teams().withMembers(w.team)),
          new Helper(
              "transferOwnership",
              3,
              "service",
              w -> w.service.teams().transferOwnership(w.sharedTeams.remove(), w.bobProfile)));

  private TeamRepositoryHelpers() {}
}
